import { pairRow } from './columns.ts';
import type { Driver } from './header.ts';
import { duration, durationWithinADay, uint32 } from './numbers.ts';
import { errorKinds } from './snapshot.ts';
import type { ErrorPeriod, ErrorPeriods } from './snapshot.ts';

/** The six error tables, each after a line with its duration. The older driver ends with an empty line. */
export function errorTables(periods: ErrorPeriods, driver: Driver): string[] {
  const table = (title: string, period: ErrorPeriod, write = duration): string[] => [
    `${title} = ${write(period.seconds)}`,
    ...rows(period, driver),
  ];
  return [
    ...table('Total time', periods.total),
    ...table('Latest 15 minutes time', periods.latestQuarterHour, quarterHour),
    ...table('Previous 15 minutes time', periods.previousQuarterHour, quarterHour),
    ...table('Latest 1 day time', periods.latestDay, durationWithinADay),
    ...table('Previous 1 day time', periods.previousDay, durationWithinADay),
    ...table('Since Link time', periods.sinceLink),
    ...(driver === 'older' ? [''] : []),
  ];
}

const quarterHour = (seconds: number): string => duration(Math.min(seconds, 900));

/** The older driver counts no loss of margin. */
function rows({ errors }: ErrorPeriod, driver: Driver): string[] {
  const kinds = driver === 'newer' ? errorKinds : errorKinds.filter((kind) => kind !== 'lom');
  return kinds.map((kind) => pairRow(kind.toUpperCase(), errors[kind], uint32));
}
