export { randomFog } from "./random-fog.ts";
export { randomGravel } from "./random-gravel.ts";
export { randomRain } from "./random-rain.ts";
export { randomShadow } from "./random-shadow.ts";
export { randomSnow } from "./random-snow.ts";
export { randomSpatter } from "./random-spatter.ts";
export { randomSunFlare } from "./random-sun-flare.ts";
