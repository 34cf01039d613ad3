"""What the build runs before it writes the code cache: a little of everything that programs do, long enough for the JIT to compile some of it."""


class Shape:
    sides = 0

    def __init__(self, size):
        self.size = size
        self.weight = 1.5

    def area(self):
        return self.size * self.size

    @property
    def double(self):
        return self.size * 2

    def __eq__(self, other):
        return self.size == other.size

    def __lt__(self, other):
        return self.size < other.size

    def __repr__(self):
        return "Shape(%r)" % (self.size,)


class Square(Shape):
    sides = 4

    def area(self):
        return super().area()


def numbers(n):
    total = 0
    scale = 0.5
    for i in range(n):
        if i % 3 == 0:
            total += i * 2 // 3
        elif i & 1:
            total -= i ^ 5
        else:
            total += int(scale * i)
        scale = scale * 1.0001 - 0.00001
        total = (total << 1) % 1000003
    return total, scale


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def steps(n):
    i = 0
    while i < n:
        yield i
        i += 1


def containers(n):
    words = {}
    seen = set()
    items = []
    for i in steps(n):
        key = "k%d" % (i % 17)
        words[key] = words.get(key, 0) + 1
        seen.add(i % 11)
        items.append((i, key))
    items.sort(key=lambda pair: -pair[0])
    grid = [[x * y for x in range(8)] for y in range(8)]
    a, *rest = items[:4]
    for index, (number, text) in enumerate(items):
        grid[index % 8][number % 8] += len(text)
    return sum(map(sum, grid)), sorted(words.items())[:2], len(seen), a, len(rest), list(zip(rest, "abc")), items[1:3], 3 in seen


def objects(n):
    shapes = [Square(i % 5) if i % 2 else Shape(i % 7) for i in range(20)]
    total = 0
    for i in range(n):
        shape = shapes[i % 20]
        total += shape.area() + shape.double + shape.sides
        shape.weight += 0.5
        shape.size = i % 9
    return total, max(shapes), repr(min(shapes)), shapes[0] == shapes[1]


def errors(n):
    caught = 0
    for i in range(n):
        try:
            if i % 4 == 0:
                raise ValueError(i)
            caught += 100 // (i % 4 - 1)
        except ZeroDivisionError:
            caught += 1
        except ValueError as e:
            caught += e.args[0] % 2
        finally:
            caught += 1
    return caught


def text(n):
    parts = []
    for i in range(n):
        parts.append(f"{i:>5}|{i / 7:.3f}")
        parts.append(str(i).rjust(4) + "x".upper())
    joined = ",".join(parts)
    return len(joined), joined.count("|"), joined.split(",")[3].strip(), joined[:10], joined.replace("|", "-")[-5:]


def calls(n):
    def add(a, b=2, *rest, scale=1, **more):
        return (a + b + len(rest)) * scale + len(more)

    table = [add, lambda a: a + 1, max, abs]
    total = 0
    for i in range(n):
        total += add(i, scale=2) + add(*(i, 1, 2), x=1) + table[1](i) + table[3](-i)
    return total


def run():
    print(numbers(4000))
    print(fib(15))
    print(containers(3000))
    print(objects(3000))
    print(errors(2500))
    print(text(1500))
    print(calls(2500))


run()
try:
    missing.name
except NameError as e:
    print(e)
