// Runs TypeScript, in worker threads too: tsx alone hooks only the main thread (privatenumber/tsx#354).
import "tsx";
import { isMainThread } from "node:worker_threads";
import { register } from "tsx/esm/api";

if (!isMainThread) register();
