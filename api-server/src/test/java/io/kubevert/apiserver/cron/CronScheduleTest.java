package io.kubevert.apiserver.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

  @ParameterizedTest(name = "{0} in {1} after {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *                | UTC              | 2026-03-01T10:00:00Z | 2026-03-01T10:01:00Z",
        "* * * * *                | UTC              | 2026-03-01T10:00:59Z | 2026-03-01T10:01:00Z",
        "*/15 * * * *             | UTC              | 2026-03-01T10:46:00Z | 2026-03-01T11:00:00Z",
        "5/20 * * * *             | UTC              | 2026-03-01T10:25:00Z | 2026-03-01T10:45:00Z",
        "1,10-12 * * * *          | UTC              | 2026-03-01T10:01:00Z | 2026-03-01T10:10:00Z",
        "10-20/5 * * * *          | UTC              | 2026-03-01T10:16:00Z | 2026-03-01T10:20:00Z",
        "0 3 * * *                | Europe/Berlin    | 2026-01-01T00:00:00Z | 2026-01-01T02:00:00Z",
        "0 3 * * *                | Europe/Berlin    | 2026-07-01T00:00:00Z | 2026-07-01T01:00:00Z",
        "0 0 29 2 *               | UTC              | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z",
        "0 0 31 * ?               | UTC              | 2026-04-01T00:00:00Z | 2026-05-31T00:00:00Z",
        "0 0 * JAN,dec Mon-fri    | UTC              | 2026-02-01T00:00:00Z | 2026-12-01T00:00:00Z",
        "0 0 13 * FRI             | UTC              | 2026-03-08T00:00:00Z | 2026-03-13T00:00:00Z",
        "0 0 14 * FRI             | UTC              | 2026-03-13T00:00:00Z | 2026-03-14T00:00:00Z",
        "0 0 */1 * SUN            | UTC              | 2026-03-02T00:00:00Z | 2026-03-08T00:00:00Z",
        "0 0 */2 * SUN            | UTC              | 2026-03-02T00:00:00Z | 2026-03-03T00:00:00Z",
        "30 2 29 3 *              | Europe/Berlin    | 2026-03-01T00:00:00Z | 2027-03-29T00:30:00Z",
        "30 2 25 10 *             | Europe/Berlin    | 2026-10-25T00:30:00Z | 2026-10-25T01:30:00Z",
        "0 0 1 5 *                | Africa/Cairo     | 2026-01-01T00:00:00Z | 2026-04-30T21:00:00Z",
        "@hourly                  | UTC              | 2026-03-01T10:00:00Z | 2026-03-01T11:00:00Z",
        "@daily                   | America/New_York | 2026-03-01T10:00:00Z | 2026-03-02T05:00:00Z",
        "@midnight                | UTC              | 2026-03-01T10:00:00Z | 2026-03-02T00:00:00Z",
        "@weekly                  | UTC              | 2026-03-02T10:00:00Z | 2026-03-08T00:00:00Z",
        "@monthly                 | UTC              | 2026-03-02T10:00:00Z | 2026-04-01T00:00:00Z",
        "@yearly                  | UTC              | 2026-03-02T10:00:00Z | 2027-01-01T00:00:00Z",
        "@annually                | UTC              | 2026-03-02T10:00:00Z | 2027-01-01T00:00:00Z",
        "@every 1h30m             | UTC              | 2026-03-02T10:00:00Z | 2026-03-02T11:30:00Z",
        "@every 1.5m              | UTC              | 2026-03-02T10:00:00.7Z | 2026-03-02T10:01:30Z",
        "@every 1ms               | UTC              | 2026-03-02T10:00:00Z | 2026-03-02T10:00:01Z",
      })
  void comesNext(String schedule, String zone, Instant after, Instant next) {
    assertThat(CronSchedule.parse(schedule, ZoneId.of(zone)).next(after)).contains(next);
  }

  @Test
  void aDayThatThereIsNotNeverComes() {
    assertThat(CronSchedule.parse("0 0 31 2 *", ZoneOffset.UTC).next(Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * *        | expected exactly 5 fields, found 4: [* * * *]",
        "0 0 0 * * *    | expected exactly 5 fields, found 6: [0 0 0 * * *]",
        "60 * * * *     | end of range (60) above maximum (59): 60",
        "* * 0 * *      | beginning of range (0) below minimum (1): 0",
        "* * * * 7      | end of range (7) above maximum (6): 7",
        "20-10 * * * *  | beginning of range (20) beyond end of range (10): 20-10",
        "*/0 * * * *    | step of range should be a positive number: */0",
        "1/2/3 * * * *  | too many slashes: 1/2/3",
        "1-2-3 * * * *  | too many hyphens: 1-2-3",
        "*/-5 * * * *   | negative number (-5) not allowed: */-5",
        "noon * * * *   | failed to parse int from noon: strconv.Atoi: parsing \"noon\": invalid syntax",
        "* * * * jan    | failed to parse int from jan: strconv.Atoi: parsing \"jan\": invalid syntax",
        "@noon          | unrecognized descriptor: @noon",
        "@every soon    | failed to parse duration @every soon: time: invalid duration \"soon\"",
        "@every 5       | failed to parse duration @every 5: time: missing unit in duration \"5\"",
        "@every 5d      | failed to parse duration @every 5d: time: unknown unit \"d\" in duration \"5d\"",
      })
  void isRefused(String schedule, String fault) {
    assertThatThrownBy(() -> CronSchedule.parse(schedule, ZoneOffset.UTC)).hasMessage(fault);
  }
}
