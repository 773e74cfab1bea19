// Networks of two hidden layers of tanh units, a block of networks in the lanes of one vector register: the
// same algorithm as simlab's. Every size is known to the compiler. A tile of 16 examples passes at a time;
// products keep 2 x 4 sums in registers.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#if defined(__AVX512F__)
constexpr int BYTES = 64;
#elif defined(__AVX2__)
constexpr int BYTES = 32;
#else
constexpr int BYTES = 16;
#endif

template <class T> struct Types;
template <> struct Types<float> { using Word = int32_t; };
template <> struct Types<double> { using Word = int64_t; };

template <class T> struct Lane {
    typedef T V __attribute__((vector_size(BYTES)));
    typedef typename Types<T>::Word I __attribute__((vector_size(BYTES)));
    static constexpr int W = BYTES / sizeof(T);
    static V fma(V a, V b, V c) {
        V r;
        for (int l = 0; l < W; l++) r[l] = std::fma(a[l], b[l], c[l]);
        return r;
    }
};
#if defined(__AVX2__) && !defined(__AVX512F__)
#include <immintrin.h>
template <> inline Lane<float>::V Lane<float>::fma(V a, V b, V c) { return (V)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
template <> inline Lane<double>::V Lane<double>::fma(V a, V b, V c) { return (V)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c); }
#elif defined(__AVX512F__)
#include <immintrin.h>
template <> inline Lane<float>::V Lane<float>::fma(V a, V b, V c) { return (V)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
template <> inline Lane<double>::V Lane<double>::fma(V a, V b, V c) { return (V)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c); }
#endif

// exp(x) for x in [-87, 0] (float) and [-700, 0] (double): 2^n times the series in the remainder.
template <class T> typename Lane<T>::V exponential(typename Lane<T>::V x) {
    using L = Lane<T>;
    using V = typename L::V;
    using I = typename L::I;
    constexpr bool single = sizeof(T) == 4;
    const T shift = single ? T(12582912.0) : T(6755399441055744.0);
    V s = L::fma(x, V{} + T(1.4426950408889634), V{} + shift), n = s - shift;
    V r = L::fma(n, V{} + T(single ? -0.693145751953125 : -0.6931471805599453), x);
    r = L::fma(n, V{} + T(single ? -1.42860682030941723212e-6 : -2.319046813846299558e-17), r);
    V p = V{} + T(1);
    constexpr int terms = single ? 6 : 13;
    for (int k = terms; k >= 1; k--) p = L::fma(p * r, V{} + T(1.0 / k), V{} + T(1));
    I bits;
    std::memcpy(&bits, &s, sizeof s);
    I scale = (bits << (single ? 23 : 52)) + (single ? (I{} + (typename Types<T>::Word)0x3F800000) : (I{} + (typename Types<T>::Word)0x3FF0000000000000LL));
    V power;
    std::memcpy(&power, &scale, sizeof scale);
    return p * power;
}

// tanh and its derivative from t = expm1(-2|x|) = e - 1; for small |x| the odd series avoids cancellation.
template <class T> void tanh_and_slope(typename Lane<T>::V &x, typename Lane<T>::V &slope) {
    using L = Lane<T>;
    using V = typename L::V;
    V size = x < 0 ? -x : x;
    const T most = sizeof(T) == 4 ? T(43) : T(350);
    size = size > most ? V{} + most : size;
    V e = exponential<T>(size * T(-2)), inverse = T(1) / (e + T(1));
    V y = (T(1) - e) * inverse;
    V q = x * x, series = x * L::fma(q, L::fma(q, L::fma(q, V{} + T(-17.0 / 315), V{} + T(2.0 / 15)), V{} + T(-1.0 / 3)), V{} + T(1));
    y = x < 0 ? -y : y;
    x = size < T(sizeof(T) == 4 ? 0.1 : 0.001) ? series : y;
    slope = T(4) * e * inverse * inverse;
}

constexpr int TILE = 16;

// c[m][n] = (or +=) d[m] + sum_k a[m][k] b[n][k], strides in vectors, all of them constants.
template <class T, int M, int N, int K, int CM, int CN, int AM, int AK, int BN, int BK, int R, int C, class V>
inline __attribute__((always_inline)) void tile(V *c, const V *a, const V *b, const V *bias, bool add) {
    V sums[R][C];
    for (int i = 0; i < R; i++)
        for (int j = 0; j < C; j++) sums[i][j] = add ? c[i * CM + j * CN] : bias ? bias[i] : V{};
    for (int k = 0; k < K; k++)
        for (int i = 0; i < R; i++)
            for (int j = 0; j < C; j++) sums[i][j] = Lane<T>::fma(a[i * AM + k * AK], b[j * BN + k * BK], sums[i][j]);
    for (int i = 0; i < R; i++)
        for (int j = 0; j < C; j++) c[i * CM + j * CN] = sums[i][j];
}

template <class T, int M, int N, int K, int CM, int CN, int AM, int AK, int BN, int BK, class V>
void product(V *c, const V *a, const V *b, const V *bias, bool add) {
    constexpr int C = N >= 4 ? 4 : N, R = M >= 2 ? (N >= 4 ? 2 : M % 4 == 0 ? 4 : 1) : 1;
    static_assert(M % R == 0 && N % C == 0, "whole tiles");
    for (int n = 0; n < N; n += C)
        for (int m = 0; m < M; m += R)
            tile<T, M, N, K, CM, CN, AM, AK, BN, BK, R, C>(c + m * CM + n * CN, a + m * AM, b + n * BN, bias ? bias + m : nullptr, add);
}

template <class T, int IN, int OUT> struct Dense {
    using V = typename Lane<T>::V;
    static constexpr int P = IN * OUT + OUT;
    static void forward(const V *w, const V *a, V *z) { product<T, OUT, TILE, IN, TILE, 1, IN, 1, 1, TILE>(z, w, a, w + IN * OUT, false); }
    static void weights(V *g, const V *s, const V *a) {
        product<T, OUT, IN, TILE, IN, 1, TILE, 1, TILE, 1>(g, s, a, (const V *)nullptr, true);
        for (int o = 0; o < OUT; o++)
            for (int e = 0; e < TILE; e++) g[IN * OUT + o] += s[o * TILE + e];
    }
    static void inputs(const V *w, const V *s, V *back) { product<T, IN, TILE, OUT, TILE, 1, 1, IN, 1, TILE>(back, w, s, (const V *)nullptr, false); }
};

template <class T, int IN, int H, int BATCH> struct Network {
    using L = Lane<T>;
    using V = typename L::V;
    using First = Dense<T, IN, H>;
    using Second = Dense<T, H, H>;
    using Last = Dense<T, H, 1>;
    static constexpr int P = First::P + Second::P + Last::P, W = L::W;

    static void activate(V *z, V *a) {
        for (int i = 0; i < H * TILE; i++) {
            V x = z[i];
            tanh_and_slope<T>(x, z[i]);
            a[i] = x;
        }
    }

    static void train(V *theta, const T *inputs, const T *classes, const int32_t *places, long count, long lane, long lanes, long steps, V rate, V mu) {
        std::vector<V> velocity(P, V{}), g(P);
        alignas(BYTES) static thread_local V x[IN * TILE], z1[H * TILE], a1[H * TILE], z2[H * TILE], a2[H * TILE], out[TILE], s2[H * TILE], s1[H * TILE];
        const V *w1 = theta, *w2 = w1 + First::P, *w3 = w2 + Second::P;
        V *g1 = g.data(), *g2 = g1 + First::P, *g3 = g2 + Second::P;
        for (long step = 0; step < steps; step++) {
            std::fill(g.begin(), g.end(), V{});
            for (int first = 0; first < BATCH; first += TILE) {
                V label[TILE];
                for (int e = 0; e < TILE; e++)
                    for (int l = 0; l < W; l++) {
                        long own = std::min(lane + l, lanes - 1);
                        int32_t place = places[(step * lanes + own) * BATCH + first + e];
                        for (int i = 0; i < IN; i++) x[i * TILE + e][l] = inputs[i * count + place];
                        label[e][l] = classes[place];
                    }
                First::forward(w1, x, z1);
                activate(z1, a1);
                Second::forward(w2, a1, z2);
                activate(z2, a2);
                Last::forward(w3, a2, out);
                for (int e = 0; e < TILE; e++) {
                    V size = out[e] < 0 ? -out[e] : out[e];
                    size = size > T(87) ? V{} + T(87) : size;
                    V small = exponential<T>(-size), part = small / (T(1) + small);
                    out[e] = ((out[e] < 0 ? part : T(1) - part) - label[e]) * T(1.0 / BATCH);
                }
                Last::weights(g3, out, a2);
                Last::inputs(w3, out, s2);
                for (int i = 0; i < H * TILE; i++) s2[i] *= z2[i];
                Second::weights(g2, s2, a1);
                Second::inputs(w2, s2, s1);
                for (int i = 0; i < H * TILE; i++) s1[i] *= z1[i];
                First::weights(g1, s1, x);
            }
            for (int p = 0; p < P; p++) {
                velocity[p] = mu * velocity[p] - rate * g[p];
                theta[p] += velocity[p];
            }
        }
    }

    // start and out [P, lanes]; hyper [2, lanes]; places [steps, lanes, BATCH]; inputs [IN, count].
    static void run(const T *start, const T *hyper, const T *inputs, const T *classes, const int32_t *places, T *out, long count, long lanes, long steps, int threads) {
        auto work = [=](int thread) {
            std::vector<V> theta(P);
            for (long lane = long(thread) * W; lane < lanes; lane += long(threads) * W) {
                V rate, mu;
                for (int l = 0; l < W; l++) {
                    long own = std::min(lane + l, lanes - 1);
                    rate[l] = hyper[own], mu[l] = hyper[lanes + own];
                    for (int p = 0; p < P; p++) theta[p][l] = start[p * lanes + own];
                }
                train(theta.data(), inputs, classes, places, count, lane, lanes, steps, rate, mu);
                for (int l = 0; l < W && lane + l < lanes; l++)
                    for (int p = 0; p < P; p++) out[p * lanes + lane + l] = theta[p][l];
            }
        };
        std::vector<std::thread> pool;
        for (int t = 1; t < threads; t++) pool.emplace_back(work, t);
        work(0);
        for (auto &t : pool) t.join();
    }
};

extern "C" void network_moons_float32(const float *start, const float *hyper, const float *inputs, const float *classes, const int32_t *places, float *out, long count, long lanes, long steps, int threads) {
    Network<float, 2, 16, 32>::run(start, hyper, inputs, classes, places, out, count, lanes, steps, threads);
}
extern "C" void network_moons_float64(const double *start, const double *hyper, const double *inputs, const double *classes, const int32_t *places, double *out, long count, long lanes, long steps, int threads) {
    Network<double, 2, 16, 32>::run(start, hyper, inputs, classes, places, out, count, lanes, steps, threads);
}
