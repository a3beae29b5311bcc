/** Ends the local cloud with the last test. */
import { stopWorld } from "./world";

export const mochaHooks = { afterAll: stopWorld };
