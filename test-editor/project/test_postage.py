import unittest

from postage import make_parcels, postage


class TestPostage(unittest.TestCase):
    def setUp(self):
        self.parcels = make_parcels(20)

    def test_defaults(self):
        self.assertAlmostEqual(postage(), 6.875)

    def test_all(self):
        self.assertTrue(all(postage(*parcel) > 0 for parcel in self.parcels))
