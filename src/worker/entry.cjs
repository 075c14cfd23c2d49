// @ts-check
/**
 * The file that a pool starts its threads with. piscina loads it with `require`; were it an ES module that imports all of
 * ours, ending the thread meanwhile could abort the process on Node 20 and 22 (`v8::Module::IsGraphAsync`). So this one is
 * CommonJS and requires nothing.
 */
/** @type {((task: import("./worker.ts").WorkerTask) => Promise<unknown>) | undefined} */
let carryOut;
const loading = import("./worker.ts").then((worker) => {
  carryOut = worker.default;
});
// Whoever brings the first plan hears of a failure; until then it must not end the thread.
loading.catch(() => {});

/** Plans that come meanwhile begin one by one, each in a turn of the event loop as those that come later. */
let turn = loading;

/** @param {import("./worker.ts").WorkerTask} task */
module.exports = async (task) => {
  if (carryOut === undefined) {
    turn = turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    await turn;
  }
  return carryOut?.(task);
};
