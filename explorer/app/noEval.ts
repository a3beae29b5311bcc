/** Imported before everything else: under the page's policy no text becomes code, and zod need not try. */
import { config } from "zod";

config({ jitless: true });
