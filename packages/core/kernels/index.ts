export { exp, log, sin, cos } from "./math";
