/** The pushes that ask people on their phones: who is asked, and what they said. */
import { ExpiringMap } from "../oauth/expiringMap";

/** A push asks for so long, in ms. Inferred: Okta's reference says that it ends, and gives no time. */
export const PUSH_LIFETIME_MS = 300_000;

/** What became of it can be asked for so long, in ms. */
const KEPT_MS = 3_600_000;

export interface Push {
  readonly id: string;
  readonly userId: string;
  readonly factorId: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
  answer?: "SUCCESS" | "REJECTED";
}

export type PushResult = "WAITING" | "SUCCESS" | "REJECTED" | "TIMEOUT";

export class Pushes {
  private readonly all: ExpiringMap<Push>;

  /** `clock` in ms. */
  constructor(private readonly clock: () => number) {
    this.all = new ExpiringMap(clock, 5_000);
  }

  /** Asks the user. */
  send(id: string, userId: string, factorId: string): Push {
    const push = { id, userId, factorId, ends: this.clock() + PUSH_LIFETIME_MS };
    this.all.set(id, push, KEPT_MS);
    return push;
  }

  get(id: string): Push | undefined {
    return this.all.get(id);
  }

  /** Asks the user no more. */
  cancel({ id }: Push): void {
    this.all.delete(id);
  }

  result({ answer, ends }: Push): PushResult {
    return answer ?? (this.clock() < ends ? "WAITING" : "TIMEOUT");
  }

  /** Newest first, as on a phone. */
  waiting(): Push[] {
    return this.all
      .values()
      .filter((push) => this.result(push) === "WAITING")
      .reverse();
  }
}
