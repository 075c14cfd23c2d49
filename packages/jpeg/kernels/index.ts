export { decodeRows, decodeScan, renderRows } from "./frame";
export { unstuff } from "./stream";
export { buildTable } from "./table";
