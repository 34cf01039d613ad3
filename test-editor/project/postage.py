"""What parcels cost to send, where half of what should be known of them is missing."""


def make_parcels(count):
    """Parcels with six fields each, every field missing half of the time."""
    seed = 20250924
    parcels = []
    for _ in range(count):
        fields = []
        for _ in range(6):
            seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
            fields.append(None if seed & 0x80000000 else (seed >> 16 & 1023) / 128.0)
        parcels.append(tuple(fields))
    return parcels


# jitlens: run sum(postage(*parcel) for parcel in make_parcels(12_000))
def postage(weight=None, length=None, width=None, height=None, zone=None, insured=None):
    if weight is None:
        weight = 1.5
    if length is None:
        length = 2.0
    if width is None:
        width = 1.25
    if height is None:
        height = 0.75
    if zone is None:
        zone = 3.0
    if insured is None:
        insured = 50.0
    return weight * zone + length * width * height + insured / 100.0


def main(count):
    parcels = make_parcels(count)
    total = 0.0
    for parcel in parcels:
        total += postage(*parcel)
    print("total %.3f" % total)


if __name__ == "__main__":
    main(20_000)
