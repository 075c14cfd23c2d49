// @ts-check
/**
 * The file that a pool starts its threads with. piscina loads it with `require`; were it an ES module that imports all of
 * ours, ending the thread meanwhile could abort the process on Node 20 and 22 (`v8::Module::IsGraphAsync`). So this one is
 * CommonJS and requires nothing.
 */
const loading = import("./worker.ts");
// Whoever brings the first plan hears of a failure; until then it must not end the thread.
loading.catch(() => {});

/** @param {import("./worker.ts").WorkerTask} task */
module.exports = async (task) => (await loading).default(task);
