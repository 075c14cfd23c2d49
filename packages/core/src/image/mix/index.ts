export { mixUp } from "./mix-up.ts";
