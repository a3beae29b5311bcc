/** What whoever deploys is asked, and what they may. */

/** One question: an action, on an ARN or on `*`; with a role, the service that it is handed to. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  readonly passedTo?: string;
}

/** Rights that stand in the place of the account owner's. */
export interface Deployer {
  /** Policy documents as JSON. */
  readonly policies: readonly string[];
  /** All that was asked, in its order. */
  readonly asked: Ask[];
}
