// The types of the vendored file, for the type check: those of the package it was taken from.
export * from '../../../requirements/javascript/node_modules/idb/build/index.js';
