export { jpeg, jpegScratch } from "./jpeg";
