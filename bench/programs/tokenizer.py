"""Cuts a program's text into tokens, a character at a time."""

TEXT = """
total = 0
for item in [12, 7.5, 'text', name_of(x)]:
    total = total + item * (3 - 0x1f) / 2.25  # a comment
    if total >= 100 and not done: print('big', total)
""" * 30


def tokens(text):
    at = 0
    end = len(text)
    while at < end:
        c = text[at]
        if c == " " or c == "\n":
            at += 1
        elif c.isalpha() or c == "_":
            start = at
            while at < end and (text[at].isalnum() or text[at] == "_"):
                at += 1
            yield "name", text[start:at]
        elif c.isdigit():
            start = at
            while at < end and (text[at].isalnum() or text[at] == "."):
                at += 1
            yield "number", text[start:at]
        elif c == "'":
            start = at
            at += 1
            while text[at] != "'":
                at += 1
            at += 1
            yield "string", text[start:at]
        elif c == "#":
            while at < end and text[at] != "\n":
                at += 1
        else:
            size = 2 if text[at : at + 2] in (">=", "<=", "==", "!=") else 1
            yield "sign", text[at : at + size]
            at += size


def run():
    counts = {}
    for _ in range(180):
        for kind, text in tokens(TEXT):
            counts[kind] = counts.get(kind, 0) + len(text)
    return sorted(counts.items())


if __name__ == "__main__":
    print(run())
