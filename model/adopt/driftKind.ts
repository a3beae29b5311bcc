/** One thing in an org that is not as a plan says, whatever kind of thing it is. */

/** One thing that is not as it should be. */
export interface Drift {
  /** A stable name of the kind. */
  readonly rule: string;
  /** Whether somebody can do more, or less, for it; `changed` where it is neither, or not known. */
  readonly effect: "widened" | "narrowed" | "changed";
  /** In the words of the file where it has some: `claims.permissions`. */
  readonly where: string;
  readonly message: string;
  /** The resource, by its type and the end of its name in the program. */
  readonly resource?: { readonly type: string; readonly name: string };
  /** Whether the engine's `refresh` would notice. */
  readonly isSeenByRefresh: boolean;
}
