/** z3, a prover. */
import "./present";

export { init } from "z3-solver";
