/** A map whose entries end by themselves, and which forgets its oldest entries rather than grow without bound. */

const DEFAULT_MAX_SIZE = 50_000;

/** Entries by key, each with a lifetime of its own. */
export class ExpiringMap<V> {
  private readonly entries = new Map<string, { readonly value: V; readonly ends: number }>();

  /** `clock` in ms. The oldest entries go where there are more than `maxSize`. */
  constructor(
    private readonly clock: () => number,
    private readonly maxSize = DEFAULT_MAX_SIZE,
  ) {}

  set(key: string, value: V, lifetimeMs: number): void {
    // An entry that is set again counts as new.
    this.entries.delete(key);
    this.entries.set(key, { value, ends: this.clock() + lifetimeMs });
    if (this.entries.size > this.maxSize) this.entries.delete(this.entries.keys().next().value!);
  }

  get(key: string): V | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (this.clock() < entry.ends) return entry.value;
    this.entries.delete(key);
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  deleteWhere(isOver: (value: V) => boolean): void {
    for (const [key, { value }] of this.entries) if (isOver(value)) this.entries.delete(key);
  }

  /** What has not ended, oldest first. */
  values(): V[] {
    return [...this.entries.keys()].flatMap((key) => this.get(key) ?? []);
  }
}
