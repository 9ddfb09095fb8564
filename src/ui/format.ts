/** Numbers and times as the viewer's language writes them. */
export interface Formats {
  /** A duration: "34s", "1m 20s"; with tenths where they tell something. */
  duration(ms: number): string;
  /** A range of durations of one unit: "35–48s". */
  range(range: { readonly low: number; readonly high: number }): string;
  /** A time of day with its zone. */
  time(at: number): string;
  /** Date, time and zone. */
  date(at: number): string;
  count(n: number): string;
}

const clock = { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" } as const;

/** The formats of a language; of the browser's own for one that does not exist. */
export function formatsFor(language: string | undefined, timeZone?: string): Formats {
  const locale = isLocale(language) ? language : undefined;
  const zone = timeZone === undefined ? {} : { timeZone };
  const unit = (unit: string, fraction = 0): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: "narrow",
      minimumFractionDigits: fraction,
      maximumFractionDigits: fraction,
    });
  const [tenths, seconds, minutes, hours] = [unit("second", 1), unit("second"), unit("minute"), unit("hour")];
  const number = new Intl.NumberFormat(locale);
  const time = new Intl.DateTimeFormat(locale, { ...clock, ...zone });
  const date = new Intl.DateTimeFormat(locale, {
    ...clock,
    ...zone,
    year: "numeric",
    month: "short",
    day: "numeric",
  });
  const duration = (ms: number): string => {
    if (ms < 9950) return tenths.format(Math.max(0, ms) / 1000);
    const whole = Math.round(ms / 1000);
    if (whole < 60) return seconds.format(whole);
    const parts = [
      ...(whole >= 3600 ? [hours.format(Math.floor(whole / 3600))] : []),
      ...(whole % 3600 >= 60 ? [minutes.format(Math.floor((whole % 3600) / 60))] : []),
      ...(whole % 60 > 0 && whole < 3600 ? [seconds.format(whole % 60)] : []),
    ];
    return parts.join(" ");
  };
  return {
    duration,
    range: ({ low, high }) => {
      const [from, to] = [Math.round(low / 1000), Math.round(high / 1000)];
      if (to >= 60) return `${duration(from * 1000)} – ${duration(to * 1000)}`;
      return from === to ? seconds.format(to) : `${number.format(from)}–${seconds.format(to)}`;
    },
    time: (at) => time.format(at),
    date: (at) => date.format(at),
    count: (n) => number.format(n),
  };
}

function isLocale(language: string | undefined): language is string {
  try {
    return language !== undefined && language !== "" && Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}
