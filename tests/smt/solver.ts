/** z3, as a stranger's prover: is a formula satisfiable, and by what? */
import { init } from "../strangers/z3";
import type { Formula, Pair } from "./formula";

/** Somebody's request for which file and plan differ. */
export interface Difference extends Pair {
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

type Api = Awaited<ReturnType<typeof init>>;
type Context = ReturnType<Api["Z3"]["mk_context"]>;

/** z3's answers. Source: `Z3_lbool` of its C API. */
const UNSATISFIABLE = -1;
const SATISFIABLE = 1;

/** One z3, for many formulas. */
export class Solver {
  private constructor(
    private readonly api: Api,
    private readonly context: Context,
  ) {}

  static async start(): Promise<Solver> {
    const api = await init();
    return new Solver(api, api.Z3.mk_context(api.Z3.mk_config()));
  }

  /** The request by which the formula is satisfied; undefined where there is none. */
  async find({ groups, scopes, pairs, text }: Formula): Promise<Difference | undefined> {
    const { Z3 } = this.api;
    const { context } = this;
    const solver = Z3.mk_solver(context);
    Z3.solver_inc_ref(context, solver);
    try {
      // Not `eval_smtlib2_string`: it reads its text in another thread, when this one has given the memory away.
      Z3.solver_from_string(context, solver, text);
      const answer: number = await Z3.solver_check(context, solver);
      if (answer === UNSATISFIABLE) return undefined;
      if (answer !== SATISFIABLE) throw new Error(`z3 does not know: ${Z3.solver_get_reason_unknown(context, solver)}`);
      const values = readValues(Z3.model_to_string(context, Z3.solver_get_model(context, solver)));
      return {
        ...pairs[Number(values.get("pair") ?? 0)]!,
        groups: groups.filter((_, i) => values.get(`g${i}`) === "true"),
        scopes: scopes.filter((_, i) => values.get(`r${i}`) === "true"),
      };
    } finally {
      Z3.solver_dec_ref(context, solver);
    }
  }

  /** z3 keeps threads, which would keep the process. */
  stop(): void {
    (this.api.em as { PThread: { terminateAllThreads(): void } }).PThread.terminateAllThreads();
  }
}

/** `g0 -> true`, one to a line; what decides nothing is left out, and may be anything. */
function readValues(model: string): Map<string, string> {
  return new Map([...model.matchAll(/^(\w+) -> (\S+)$/gm)].map(([, name, value]) => [name!, value!]));
}
