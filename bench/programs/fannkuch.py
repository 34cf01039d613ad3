"""Most flips of the first n of a permutation, over all permutations (in the order of Heap's algorithm)."""


def flips_of(row):
    first = row[0]
    if first == 0:
        return 0
    copy = row[:]
    flips = 0
    while first:
        copy[: first + 1] = copy[first::-1]
        first = copy[0]
        flips += 1
    return flips


def pancakes(n):
    row = list(range(n))
    counters = [0] * n
    most = total = 0
    i = 1
    while i < n:
        if counters[i] < i:
            other = counters[i] if i & 1 else 0
            row[other], row[i] = row[i], row[other]
            counters[i] += 1
            i = 1
            flips = flips_of(row)
            total += flips
            if flips > most:
                most = flips
        else:
            counters[i] = 0
            i += 1
    return total, most


def run():
    for _ in range(3):
        result = pancakes(8)
    return result


if __name__ == "__main__":
    print(run())
