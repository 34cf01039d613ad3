"""Queens on a board by permutations from a recursive generator."""


def place(n, row, columns, rising, falling):
    if row == n:
        yield ()
        return
    for column in range(n):
        if not (columns >> column & 1 or rising >> (row + column) & 1 or falling >> (row - column + n) & 1):
            for rest in place(
                n, row + 1, columns | 1 << column, rising | 1 << (row + column), falling | 1 << (row - column + n)
            ):
                yield (column,) + rest


def run():
    return sum(board[0] for board in place(11, 0, 0, 0, 0))


if __name__ == "__main__":
    print(run())
