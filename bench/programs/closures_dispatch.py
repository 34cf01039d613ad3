"""A table of closures, called through a dict by name."""


def make(kind, by):
    if kind == "add":
        return lambda n: n + by
    if kind == "mask":
        return lambda n: n & by
    if kind == "flip":
        return lambda n: n ^ by

    def shift(n):
        return n >> by

    return shift


def run():
    table = {name: make(name, by) for name, by in (("add", 17), ("mask", 0xFFFF), ("flip", 0x55), ("shift", 1))}
    order = ["add", "flip", "add", "mask", "shift", "add"]
    value = 1
    for _ in range(750000):
        for name in order:
            value = table[name](value)
    return value


if __name__ == "__main__":
    print(run())
