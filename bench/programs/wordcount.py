"""Counts words in a dict and sorts them."""

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau".split()


def text(lines):
    seed = 7
    made = []
    for _ in range(lines):
        row = []
        for _ in range(36):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            row.append(WORDS[(seed >> 8) % len(WORDS)] + ("s" if seed & 0x10000 else ""))
        made.append(" ".join(row))
    return "\n".join(made)


TEXT = text(2000)


def run():
    counts = {}
    for _ in range(36):
        for line in TEXT.split("\n"):
            for word in line.split():
                counts[word] = counts.get(word, 0) + 1
    ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ranking[:3]


if __name__ == "__main__":
    print(run())
