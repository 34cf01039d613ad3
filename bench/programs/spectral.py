"""The spectral norm of a matrix that is computed as it is read."""


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v):
    n = len(v)
    result = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += entry(i, j) * v[j]
        result.append(total)
    return result


def times_transposed(v):
    n = len(v)
    return [sum([entry(j, i) * v[j] for j in range(n)]) for i in range(n)]


def run(n=190):
    u = [1.0] * n
    v = u
    for _ in range(5):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    top = sum([a * b for a, b in zip(u, v)])
    return round((top / sum([a * a for a in v])) ** 0.5, 9)


if __name__ == "__main__":
    print(run())
