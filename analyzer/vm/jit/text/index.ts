export * from './descr-text';
export * from './location';
export * from './parse';
export * from './print';
