/** DynamoDB's numbers: exact decimals of up to 38 digits, from 1E-130 to 9.99…E+125. They arrive, and are kept, as text. */
import { validation } from "./errors";

const DIGITS_MAX = 38;
/** Powers of ten of the first digit. */
const LARGEST = 125;
const SMALLEST = -130;

/** `coefficient` × 10 to the power of `exponent`; the coefficient does not end in 0. */
interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** The number in the one form in which it is kept: no exponent, no needless zeros. Equal numbers have equal texts. */
export function normalNumber(text: string): string {
  return format(parse(text));
}

/** The sum or the difference of two numbers in their normal form. */
export function addNumbers(one: string, other: string, sign: 1 | -1): string {
  const [a, b, exponent] = aligned(parse(one), parse(other));
  return format(checked(a + BigInt(sign) * b, exponent));
}

/** Negative, 0 or positive, as a sort function answers. */
export function compareNumbers(one: string, other: string): number {
  const [a, b] = aligned(parse(one), parse(other));
  return a === b ? 0 : a < b ? -1 : 1;
}

/** How many digits count: what the size of a number goes by. */
export function digitsOf(text: string): number {
  const { coefficient } = parse(text);
  return String(coefficient).replace("-", "").length;
}

function parse(text: string): Decimal {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  const [, sign = "", whole = "", fraction = "", power = "0"] = parts ?? [];
  if (parts === null || whole + fraction === "") {
    const got = text === "" ? "" : `: ${text}`;
    throw validation(`The parameter cannot be converted to a numeric value${got}`);
  }
  // Zeros go before a big integer is made: a text of a million of them is cheap.
  const digits = (whole + fraction).replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  const exponent = Number(power) - fraction.length + digits.length - kept.length;
  checkRange(kept, exponent);
  return { coefficient: BigInt(`${sign === "-" ? "-" : ""}${kept || "0"}`), exponent: kept === "" ? 0 : exponent };
}

function checked(coefficient: bigint, exponent: number): Decimal {
  const digits = String(coefficient).replace("-", "");
  const kept = digits.replace(/0+$/, "");
  if (kept === "") return { coefficient: 0n, exponent: 0 };
  const zeros = digits.length - kept.length;
  checkRange(kept, exponent + zeros);
  return { coefficient: coefficient / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

/** @param digits without zeros at either end; none for 0 */
function checkRange(digits: string, exponent: number): void {
  const magnitude = digits.length - 1 + exponent;
  if (digits === "") return;
  if (magnitude > LARGEST) {
    throw validation("Number overflow. Attempting to store a number with magnitude larger than supported range");
  }
  if (magnitude < SMALLEST) {
    throw validation("Number underflow. Attempting to store a number with magnitude smaller than supported range");
  }
  if (digits.length > DIGITS_MAX) {
    throw validation("Attempting to store more than 38 significant digits in a Number");
  }
}

/** Both coefficients at the smaller exponent. */
function aligned(one: Decimal, other: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(one.exponent, other.exponent);
  const at = ({ coefficient, exponent: own }: Decimal) => coefficient * 10n ** BigInt(own - exponent);
  return [at(one), at(other), exponent];
}

function format({ coefficient, exponent }: Decimal): string {
  const sign = coefficient < 0n ? "-" : "";
  const digits = String(coefficient).replace("-", "");
  if (exponent >= 0) return sign + digits + "0".repeat(coefficient === 0n ? 0 : exponent);
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
