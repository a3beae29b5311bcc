/** The shape of `access.expect.yaml`: what a team expects of its access file, whatever happens to it. */
import { z } from "zod";
import { zodFindings } from "../../file/zodFindings";
import { AccessError, type Finding } from "../../findings";

const text = z.string().trim().min(1, { error: "must not be empty" });

const stacks = z.array(text).min(1).optional();

const sentence = z.union([
  text.transform((says) => ({ says })),
  z.strictObject({ says: text, because: text.optional(), stacks }),
]);

const table = z.strictObject({
  /** The client; without it, at any. */
  at: text.optional(),
  of: z.enum(["scopes", "routes"]).default("scopes"),
  /** The scopes or routes that are looked at. @default all */
  only: z.array(text).min(1).optional(),
  because: text.optional(),
  stacks,
  /** Groups, groups with `+` between them, and service clients; who is not listed may do nothing of it. */
  rows: z.record(z.string(), z.array(text)),
});

const fileSchema = z.strictObject({
  expect: z.array(sentence).default([]),
  tables: z.array(table).default([]),
});

/** The file, with its defaults. */
export type ExpectationFile = z.output<typeof fileSchema>;
/** One table of it. */
export type ExpectationTable = ExpectationFile["tables"][number];

/** @throws AccessError with every mistake of shape. */
export function readExpectations(value: unknown, source: string): ExpectationFile {
  const parsed = fileSchema.safeParse(value ?? {});
  if (!parsed.success) {
    const fields = (path: readonly PropertyKey[]) =>
      path.length === 0
        ? Object.keys(fileSchema.shape)
        : path[0] === "tables"
          ? Object.keys(table.shape)
          : ["says", "because", "stacks"];
    throw new AccessError(source, zodFindings(parsed.error, fields));
  }
  if (parsed.data.expect.length + parsed.data.tables.length > 0) return parsed.data;
  throw new AccessError(source, [
    expectationError("", "expects nothing: write sentences below `expect`, or rows below `tables`"),
  ]);
}

/** A mistake in the file of expectations. */
export function expectationError(path: string, message: string): Finding {
  return { rule: "expectation", level: "error", path, message };
}
