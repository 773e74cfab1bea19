// Rosenbrock's valley by gradient descent with momentum, a thread a trajectory; and the peak of the GPU.
extern "C" __global__ void descend(const float *start, float *theta, const float *rate, const float *momentum,
                                   int lanes, int steps) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= lanes) return;
  float x = start[i], y = start[lanes + i], p = 0.f, q = 0.f, alpha = rate[i], mu = momentum[i];
  for (int t = 0; t < steps; ++t) {
    float slope = 200.f * fmaf(-x, x, y);
    float gx = -2.f * fmaf(x, slope, 1.f - x);
    p = fmaf(mu, p, -(alpha * gx));
    q = fmaf(mu, q, -(alpha * slope));
    x += p;
    y += q;
  }
  theta[i] = x;
  theta[lanes + i] = y;
}

extern "C" __global__ void peak(float *out, int steps) {
  float s[8];
  for (int k = 0; k < 8; ++k) s[k] = threadIdx.x + k;
  for (int t = 0; t < steps; ++t)
    for (int k = 0; k < 8; ++k) s[k] = fmaf(s[k], 0.999f, 0.5f);
  float all = 0.f;
  for (int k = 0; k < 8; ++k) all += s[k];
  out[blockIdx.x * blockDim.x + threadIdx.x] = all;
}
