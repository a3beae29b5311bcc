/** The face of `model/prove`: what the other rooms may use of it. */
export { assertProved, prove, type Proof } from "./prove";
