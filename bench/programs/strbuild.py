"""Text put together from formatted pieces."""


def run():
    lines = []
    for i in range(200000):
        name = "item" + str(i % 97)
        lines.append("%s=%d;" % (name, i) + f"{i * 3}/{name}")
        if i % 8 == 0:
            lines.append(name.upper().replace("I", "i"))
    text = "\n".join(lines)
    return len(text), text.count("7")


if __name__ == "__main__":
    print(run())
