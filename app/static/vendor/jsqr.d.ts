// The types of the vendored file, for the type check: those of the package it was taken from.
export { default } from '../../../requirements/javascript/node_modules/jsqr/dist/index.js';
