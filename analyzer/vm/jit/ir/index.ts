export * from './operations';
export * from './descr';
export * from './values';
export * from './snapshot';
export * from './trace';
