// The same algorithm as simlab by hand: a block of W trajectories lives in registers and L1 while the
// whole time loop runs over it, and blocks are shared out to threads. The yardstick for "as fast as C++".
//
// Built by cpp_lanes.py with -O3 -march=native -ffp-contract=off: an fma happens only where it is written.
// Arrays are rows of `count` lanes: theta[coordinate * count + lane], hyper[parameter * count + lane].

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <thread>
#include <vector>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

namespace {

// ---- one machine register of lanes; + - * / come from GCC's vector extensions ----------------------------

#if defined(__AVX512F__)
constexpr int register_bytes = 64;
#elif defined(__AVX2__) && defined(__FMA__)
constexpr int register_bytes = 32;
#else
constexpr int register_bytes = 16;
#endif

typedef float floats __attribute__((vector_size(register_bytes)));
typedef double doubles __attribute__((vector_size(register_bytes)));

template <class T> struct Register;
template <> struct Register<float> { typedef floats type; };
template <> struct Register<double> { typedef doubles type; };

#if defined(__AVX512F__)
inline floats fma(floats a, floats b, floats c) { return floats(_mm512_fmadd_ps(__m512(a), __m512(b), __m512(c))); }
inline doubles fma(doubles a, doubles b, doubles c) { return doubles(_mm512_fmadd_pd(__m512d(a), __m512d(b), __m512d(c))); }
inline floats sqrt(floats a) { return floats(_mm512_sqrt_ps(__m512(a))); }
inline doubles sqrt(doubles a) { return doubles(_mm512_sqrt_pd(__m512d(a))); }
#elif defined(__AVX2__) && defined(__FMA__)
inline floats fma(floats a, floats b, floats c) { return floats(_mm256_fmadd_ps(__m256(a), __m256(b), __m256(c))); }
inline doubles fma(doubles a, doubles b, doubles c) { return doubles(_mm256_fmadd_pd(__m256d(a), __m256d(b), __m256d(c))); }
inline floats sqrt(floats a) { return floats(_mm256_sqrt_ps(__m256(a))); }
inline doubles sqrt(doubles a) { return doubles(_mm256_sqrt_pd(__m256d(a))); }
#else
template <class V> inline V fma(V a, V b, V c) {
    V out;
    for (size_t i = 0; i < sizeof(V) / sizeof(a[0]); ++i) out[i] = std::fma(a[i], b[i], c[i]);
    return out;
}
template <class V> inline V sqrt(V a) {
    V out;
    for (size_t i = 0; i < sizeof(V) / sizeof(a[0]); ++i) out[i] = std::sqrt(a[i]);
    return out;
}
#endif

// sin, cos and exp of a register: the vector functions of the C library where they are, else lane by lane.

#if defined(__AVX512F__) && defined(__GLIBC__)
extern "C" {
__m512 _ZGVeN16v_sinf(__m512);
__m512 _ZGVeN16v_cosf(__m512);
__m512 _ZGVeN16v_expf(__m512);
__m512d _ZGVeN8v_sin(__m512d);
__m512d _ZGVeN8v_cos(__m512d);
__m512d _ZGVeN8v_exp(__m512d);
}
inline floats sin(floats a) { return floats(_ZGVeN16v_sinf(__m512(a))); }
inline floats cos(floats a) { return floats(_ZGVeN16v_cosf(__m512(a))); }
inline floats exp(floats a) { return floats(_ZGVeN16v_expf(__m512(a))); }
inline doubles sin(doubles a) { return doubles(_ZGVeN8v_sin(__m512d(a))); }
inline doubles cos(doubles a) { return doubles(_ZGVeN8v_cos(__m512d(a))); }
inline doubles exp(doubles a) { return doubles(_ZGVeN8v_exp(__m512d(a))); }
#elif defined(__AVX2__) && defined(__FMA__) && defined(__GLIBC__)
extern "C" {
__m256 _ZGVdN8v_sinf(__m256);
__m256 _ZGVdN8v_cosf(__m256);
__m256 _ZGVdN8v_expf(__m256);
__m256d _ZGVdN4v_sin(__m256d);
__m256d _ZGVdN4v_cos(__m256d);
__m256d _ZGVdN4v_exp(__m256d);
}
inline floats sin(floats a) { return floats(_ZGVdN8v_sinf(__m256(a))); }
inline floats cos(floats a) { return floats(_ZGVdN8v_cosf(__m256(a))); }
inline floats exp(floats a) { return floats(_ZGVdN8v_expf(__m256(a))); }
inline doubles sin(doubles a) { return doubles(_ZGVdN4v_sin(__m256d(a))); }
inline doubles cos(doubles a) { return doubles(_ZGVdN4v_cos(__m256d(a))); }
inline doubles exp(doubles a) { return doubles(_ZGVdN4v_exp(__m256d(a))); }
#else
#define LANE_BY_LANE(name)                                                                                   \
    template <class V> inline V name(V a) {                                                                  \
        V out;                                                                                               \
        for (size_t i = 0; i < sizeof(V) / sizeof(a[0]); ++i) out[i] = std::name(a[i]);                      \
        return out;                                                                                          \
    }
LANE_BY_LANE(sin)
LANE_BY_LANE(cos)
LANE_BY_LANE(exp)
#endif

constexpr double two_pi = 6.283185307179586;

// ---- surfaces: gradient(x, g) ---------------------------------------------------------------------------

struct Rosenbrock {  // (1 - x)^2 + 100 (y - x^2)^2
    static constexpr int dimension = 2;
    template <class T, class V> static inline void gradient(const V* x, V* g) {
        const V across = fma(-x[0], x[0], x[1]), along = T(1) - x[0], slope = T(200) * across;
        g[0] = T(-2) * fma(x[0], slope, along);
        g[1] = slope;
    }
};

struct Rastrigin {  // sum x^2 + 10 (1 - cos 2 pi x)
    static constexpr int dimension = 2;
    template <class T, class V> static inline void gradient(const V* x, V* g) {
        for (int i = 0; i < dimension; ++i) g[i] = fma(V{} + T(10 * two_pi), sin(T(two_pi) * x[i]), T(2) * x[i]);
    }
};

struct Ackley {  // 20 (1 - e^(-r/5)) + e - e^m
    static constexpr int dimension = 2;
    template <class T, class V> static inline void gradient(const V* x, V* g) {
        const V radius = sqrt(T(0.5) * fma(x[0], x[0], x[1] * x[1]));
        const V cone = T(2) * exp(T(-0.2) * radius) / (radius > T(0) ? radius : V{} + T(1));
        const V angle[2] = {T(two_pi) * x[0], T(two_pi) * x[1]};
        const V ripple = T(0.5 * two_pi) * exp(T(0.5) * (cos(angle[0]) + cos(angle[1])));
        for (int i = 0; i < dimension; ++i) g[i] = fma(cone, x[i], ripple * sin(angle[i]));
    }
};

struct Quadratic {  // 1/2 sum c x^2, c from 0.1 to 100
    static constexpr int dimension = 100;
    template <class T, class V> static inline void gradient(const V* x, V* g) {
        static const std::vector<T> curvatures = [] {
            std::vector<T> values;
            for (int i = 0; i < dimension; ++i) values.push_back(T(0.1 * std::pow(1000.0, i / (dimension - 1.0))));
            return values;
        }();
        const T* c = curvatures.data();
        for (int i = 0; i < dimension; ++i) g[i] = c[i] * x[i];
    }
};

// ---- optimizers: the state of one register of lanes -----------------------------------------------------

template <class V, int d> struct Momentum {  // v <- mu v - lr g;  theta <- theta + v
    static constexpr int hypers = 2;
    V learning_rate, momentum, velocity[d];
    template <class T> inline void start(const V* hyper) {
        learning_rate = hyper[0];
        momentum = hyper[1];
        for (int i = 0; i < d; ++i) velocity[i] = V{};
    }
    template <class T> inline void step(V* theta, const V* g) {
        for (int i = 0; i < d; ++i) {
            velocity[i] = fma(momentum, velocity[i], -(learning_rate * g[i]));
            theta[i] = theta[i] + velocity[i];
        }
    }
};

// m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;  theta <- theta - lr m / c1 / (sqrt(v / c2) + eps), where
// c = 1 - b^t obeys c <- b c + (1 - b): no subnormal power of b late in a run. Multiplied through by c1 c2, it
// takes one root and one division a coordinate.
template <class V, int d> struct Adam {
    static constexpr int hypers = 4;
    V learning_rate, beta1, beta2, eps, rest1, rest2, correction1, correction2, mean[d], square[d];
    template <class T> inline void start(const V* hyper) {
        learning_rate = hyper[0];
        beta1 = hyper[1];
        beta2 = hyper[2];
        eps = hyper[3];
        rest1 = T(1) - beta1;
        rest2 = T(1) - beta2;
        correction1 = correction2 = V{};
        for (int i = 0; i < d; ++i) mean[i] = square[i] = V{};
    }
    template <class T> inline void step(V* theta, const V* g) {
        correction1 = fma(beta1, correction1, rest1);
        correction2 = fma(beta2, correction2, rest2);
        const V rate = learning_rate * correction2;
        const V floor = correction1 * correction2 * eps;
        for (int i = 0; i < d; ++i) {
            mean[i] = fma(beta1, mean[i], rest1 * g[i]);
            square[i] = fma(beta2, square[i], rest2 * g[i] * g[i]);
            theta[i] = theta[i] - rate * mean[i] / fma(correction1, sqrt(correction2 * square[i]), floor);
        }
    }
};

// ---- the run --------------------------------------------------------------------------------------------

// One block: `registers` registers of lanes side by side, so that their latencies hide one another.
template <class T, class Surface, template <class, int> class Optimizer, int registers>
void run_block(const T* start, const T* hyper, T* out, size_t count, size_t first, size_t lanes, long steps) {
    typedef typename Register<T>::type V;
    constexpr int d = Surface::dimension, width = sizeof(V) / sizeof(T);
    typedef Optimizer<V, d> State;
    V theta[registers][d];
    State state[registers];
    for (int r = 0; r < registers; ++r) {  // a lane beyond the end repeats the last one; it is not stored
        V hypers[State::hypers];
        for (int l = 0; l < width; ++l) {
            const size_t lane = first + std::min<size_t>(r * width + l, lanes - 1);
            for (int i = 0; i < d; ++i) theta[r][i][l] = start[i * count + lane];
            for (int h = 0; h < State::hypers; ++h) hypers[h][l] = hyper[h * count + lane];
        }
        state[r].template start<T>(hypers);
    }
    for (long t = 0; t < steps; ++t) {
#pragma GCC unroll 16
        for (int r = 0; r < registers; ++r) {
            V gradient[d];
            Surface::template gradient<T>(theta[r], gradient);
            state[r].template step<T>(theta[r], gradient);
        }
    }
    for (int r = 0; r < registers; ++r)
        for (int l = 0; l < width && size_t(r * width + l) < lanes; ++l)
            for (int i = 0; i < d; ++i) out[i * count + first + r * width + l] = theta[r][i][l];
}

template <class T, class Surface, template <class, int> class Optimizer, int registers>
void run_all(const T* start, const T* hyper, T* out, size_t count, long steps, int threads) {
    constexpr size_t width = registers * register_bytes / sizeof(T);
    std::atomic<size_t> next{0};
    auto work = [&] {
        for (size_t first; (first = next.fetch_add(width)) < count;)
            run_block<T, Surface, Optimizer, registers>(start, hyper, out, count, first,
                                                        std::min(width, count - first), steps);
    };
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
    work();
    for (auto& thread : others) thread.join();
}

template <class T, class Surface, template <class, int> class Optimizer>
int run_width(int width, const T* start, const T* hyper, T* out, size_t count, long steps, int threads) {
    switch (width * int(sizeof(T)) / register_bytes) {
        case 1: run_all<T, Surface, Optimizer, 1>(start, hyper, out, count, steps, threads); return 0;
        case 2: run_all<T, Surface, Optimizer, 2>(start, hyper, out, count, steps, threads); return 0;
        case 4: run_all<T, Surface, Optimizer, 4>(start, hyper, out, count, steps, threads); return 0;
        case 8: run_all<T, Surface, Optimizer, 8>(start, hyper, out, count, steps, threads); return 0;
        default: return 1;
    }
}

}  // namespace

// name_dtype(width, start, hyper, out, count, steps, threads): 0, or 1 if that width was not built.
#define WORK(name, Surface, Optimizer)                                                                        \
    extern "C" int name##_float32(int width, const float* start, const float* hyper, float* out,              \
                                  size_t count, long steps, int threads) {                                    \
        return run_width<float, Surface, Optimizer>(width, start, hyper, out, count, steps, threads);         \
    }                                                                                                         \
    extern "C" int name##_float64(int width, const double* start, const double* hyper, double* out,           \
                                  size_t count, long steps, int threads) {                                    \
        return run_width<double, Surface, Optimizer>(width, start, hyper, out, count, steps, threads);        \
    }

WORK(rosenbrock_momentum, Rosenbrock, Momentum)
WORK(rosenbrock_adam, Rosenbrock, Adam)
WORK(rastrigin_momentum, Rastrigin, Momentum)
WORK(ackley_adam, Ackley, Adam)
WORK(quadratic_momentum, Quadratic, Momentum)
