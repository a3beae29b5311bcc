/** Reads the fields of a request body one by one and gathers what is wrong with them, so that all is answered at once. */
import { ApiError } from "../errors/apiErrors";
import type { Json } from "../org/entities";
import { isObject } from "./endpoint";

/** Okta's text for a field that is missing or empty. Source: recorded answers. */
export const BLANK = "The field cannot be left blank";
const INVALID = "The field has an invalid value";

/** The fields of one object. Those of objects inside share its list of what is wrong. */
export class Fields {
  private readonly problems: { field: string; reason: string }[];

  constructor(
    private readonly body: Json,
    private readonly prefix = "",
    problems: { field: string; reason: string }[] = [],
  ) {
    this.problems = problems;
  }

  /** A text that must be there. */
  text(name: string, maxLength = 255): string {
    const value = this.body[name];
    const isBlank = value === undefined || value === null || (typeof value === "string" && value.trim() === "");
    if (isBlank) return this.wrong(name, BLANK, "");
    return this.optionalText(name, maxLength) ?? "";
  }

  /** A text or null; anything else is wrong. */
  optionalText(name: string, maxLength = 1024): string | null {
    const value = this.body[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== "string") return this.wrong(name, INVALID, null);
    if (value.length > maxLength)
      return this.wrong(name, `The field is too long. It can have at most ${maxLength} characters`, null);
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
    const value = this.body[name];
    if (value === undefined || value === null) return otherwise;
    const found = allowed.find((each) => each === value);
    return found ?? this.wrong(name, `${INVALID}. Allowed are: ${allowed.join(", ")}`, otherwise);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.body[name] ?? otherwise;
    return typeof value === "boolean" ? value : this.wrong(name, INVALID, otherwise);
  }

  whole(name: string, otherwise: number, min: number, max: number): number {
    const value = this.body[name] ?? otherwise;
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.wrong(name, `${INVALID}. It must be a whole number from ${min} to ${max}`, otherwise);
  }

  /** A list of texts; a missing one is empty. */
  texts(name: string): string[] {
    const value = this.body[name] ?? [];
    if (Array.isArray(value) && value.every((item): item is string => typeof item === "string")) return [...value];
    return this.wrong(name, INVALID, []);
  }

  /** A list of objects; a missing one is empty. */
  objects(name: string): Json[] {
    const value = this.body[name] ?? [];
    if (Array.isArray(value) && value.every(isObject)) return value;
    return this.wrong(name, INVALID, []);
  }

  /** The fields of an object inside; a missing one has no fields. */
  within(name: string): Fields {
    return new Fields(this.object(name), `${this.prefix}${name}.`, this.problems);
  }

  /** The same where Okta's errors name the fields of the object alone: `login`, not `profile.login`. */
  plainly(name: string): Fields {
    return new Fields(this.object(name), "", this.problems);
  }

  object(name: string): Json {
    const value = this.body[name] ?? {};
    return isObject(value) ? value : this.wrong(name, INVALID, {});
  }

  value(name: string): unknown {
    return this.body[name];
  }

  has(name: string): boolean {
    return this.body[name] !== undefined && this.body[name] !== null;
  }

  /** Whether the field was found to be wrong already: then nothing more follows from its being empty. */
  failed(name: string): boolean {
    return this.problems.some(({ field }) => field === this.prefix + name);
  }

  /** Notes that a field is wrong and goes on with `instead`. */
  wrong<T>(name: string, reason: string, instead: T): T {
    this.problems.push({ field: this.prefix + name, reason });
    return instead;
  }

  /** @throws ApiError E0000001 that lists everything that was wrong; Okta names the first field in the summary. */
  check(): void {
    const first = this.problems[0];
    if (first === undefined) return;
    const causes = this.problems.map(({ field, reason }) => `${field}: ${reason}`);
    throw new ApiError("E0000001", first.field, causes);
  }
}
