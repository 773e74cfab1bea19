// The machine's fused multiply-add peak: twelve independent chains in registers, on every thread.

#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

namespace {

#if defined(__AVX512F__)
constexpr int register_bytes = 64;
#elif defined(__AVX__)
constexpr int register_bytes = 32;
#else
constexpr int register_bytes = 16;
#endif

typedef float floats __attribute__((vector_size(register_bytes)));
typedef double doubles __attribute__((vector_size(register_bytes)));

// -ffp-contract=off holds for the whole file, so contraction is asked for here alone.
template <class V, class T>
__attribute__((noinline, optimize("fp-contract=fast"))) T chains(long rounds) {
    constexpr int count = 12;
    V sum[count];
    for (int i = 0; i < count; ++i) sum[i] = V{} + T(i);
    V factor = V{} + T(0.999), term = V{} + T(0.001);
    asm volatile("" : "+x"(factor), "+x"(term));  // not constants, so nothing folds
    for (long round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
        for (int i = 0; i < count; ++i) sum[i] = sum[i] * factor + term;
    }
    V total{};
    for (int i = 0; i < count; ++i) total += sum[i];
    return total[0];
}

template <class V, class T> double measure(int threads, double seconds) {
    typedef std::chrono::steady_clock clock;
    constexpr double flops_per_round = 12.0 * 2.0 * sizeof(V) / sizeof(T);
    volatile T sink = chains<V, T>(1000000);
    const auto began = clock::now();
    sink = chains<V, T>(1000000);
    const double one = std::chrono::duration<double>(clock::now() - began).count();
    const long rounds = long(1e6 * seconds / one);
    std::vector<T> results(threads * 64);
    std::vector<std::thread> pool;
    const auto start = clock::now();
    for (int i = 0; i < threads; ++i) pool.emplace_back([&, i] { results[i * 64] = chains<V, T>(rounds); });
    for (auto& thread : pool) thread.join();
    const double taken = std::chrono::duration<double>(clock::now() - start).count();
    sink = results[0];
    (void)sink;
    return threads * rounds * flops_per_round / taken;
}

}  // namespace

// Floating-point operations a second over `threads` threads, an fma counted as two.
extern "C" double peak_float32(int threads, double seconds) { return measure<floats, float>(threads, seconds); }
extern "C" double peak_float64(int threads, double seconds) { return measure<doubles, double>(threads, seconds); }
