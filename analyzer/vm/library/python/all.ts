/** Registers every library module that is written in Python. */
import './itertools';
