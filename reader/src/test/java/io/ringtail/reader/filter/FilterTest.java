package io.ringtail.reader.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.format.EventDecoder;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTest {
    private final Orders orders;

    FilterTest() throws Exception {
        orders = new Orders();
    }

    private static Selection selection(String filter) throws FilterException {
        return new Selection(null, Selection.Threads.ALL, Selection.Threads.ALL, Filter.parse(filter));
    }

    private boolean matches(String filter, ByteBuffer payload) throws FilterException {
        EventSelector selector = new EventSelector(selection(filter));
        boolean[] matched = new boolean[1];
        orders.show(payload, event -> matched[0] = selector.matches(event));
        return matched[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small == -7",
                "small != 7",
                "small == 0xfff9",
                "small < 0",
                "small <= -7",
                "small >= -7",
                "small > -8",
                "large == 18446744073709551615",
                "large == 0xffffffffffffffff",
                "large == -1",
                "large > 9223372036854775807",
                "large >= 0",
                "paid == 1",
                "paid == true",
                "paid != false",
                "price == 2.5",
                "price > 2 && price < 3",
                "ratio == 0.1",
                "!(ratio != 0.1)",
                "ratio <= 0.1",
                "ratio >= 0.1",
                "!(ratio < 0.1)",
                "!(ratio > 0.1)",
                "ratio > 0.099 && ratio < 0.101",
                "ratio < 1000000000000000000000000000000000000000000",
                "state == 2",
                "state == \"IN TRANSIT\"",
                "state != OPEN",
                "state != LOST",
                "code == xy",
                "code == 'xy'",
                "code ~ \"x*\"",
                "customer == \"ada lovelace\"",
                "customer != ada",
                "customer ~ \"*love*\"",
                "customer ~ 'a?a*'",
                "customer ~ \"[a-c]da*\"",
                "flags & 2",
                "flags & 0x4",
                "flags == 06",
                "!(flags & 1)",
                "!flags & 1",
                "duration_ns > 100ms",
                "duration > 100ms",
                "duration == 0.15s",
                "wait_ms == 20ms",
                "wait_ms < 1s",
                "common_pid == 42",
                "tid == 42",
                "pid == 40",
                "cpu == 3",
                "CPU < 4",
                "COMM == main",
                "comm ~ \"ma*\"",
                "common_type == 300",
                "small == 1 || small == -7",
                "small == 1 && small == 2 || small == -7",
                "((small >= -10 && small < 15) || small == 17) && COMM != bash",
                "!(small == 1) && !(!(paid == 1))",
                "small==-7&&paid==1",
                "missing == 1 || small == -7",
            })
    void shouldMatch(String filter) throws Exception {
        assertThat(matches(filter, Orders.order("ada lovelace"))).isTrue();
        assertThat(matches("!(" + filter + ")", Orders.order("ada lovelace"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing == 1",
                "missing == 1 && small == -7",
                "small ~ \"7\"",
                "small == seven",
                "small == 40000",
                "small == 1.5",
                "customer > 5",
                "price & 1",
                "state == SHIPPED",
                "large < -1",
            })
    void shouldMatchNeitherWayWhereTheEventHasNoSuchFieldOrValue(String filter) throws Exception {
        assertThat(matches(filter, Orders.order("ada"))).isFalse();
        assertThat(matches("!(" + filter + ")", Orders.order("ada"))).isFalse();
    }

    @Test
    void shouldPreferTheEventsOwnFieldToWhatEveryEventHas() throws Exception {
        assertThat(matches("pid == 7", Orders.request())).isTrue();
        assertThat(matches("PID == 40", Orders.request())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '#',
            value = {
                "`` # 0 # a field's name",
                "small # 5 # operator",
                "small == # 8 # a number or a text",
                "small = 1 # 6 # ==",
                "small >> 1 # 7 # a number or a text",
                "small == 1 small == 2 # 11 # && or ||",
                "(small == 1 # 11 # )",
                "small == 1) # 10 # the end",
                "small == 1 && # 13 # a field's name",
                "small == 12x # 9 # is no number",
                "small == 0xg # 9 # is no number",
                "small == 09 # 9 # is no number",
                "duration > 100mx # 11 # is no number",
                "customer == \"ada # 12 # at its end",
                "customer == a$b # 13 # quotes",
                "1 == small # 0 # a field's name",
                "small | 1 # 6 # ||",
                "small == && # 9 # a number or a text",
            })
    void shouldPointAtWhatIsMalformed(String filter, int position, String expected) {
        assertThatThrownBy(() -> Filter.parse(filter)).isInstanceOfSatisfying(FilterException.class, problem -> {
            assertThat(problem.position()).isEqualTo(position);
            assertThat(problem).hasMessageContaining(expected).hasMessageContaining("character " + (position + 1));
            assertThat(problem.pointed()).isEqualTo(filter + "\n" + " ".repeat(position) + "^");
        });
    }

    @Test
    void shouldRefuseWhatIsTooLongTooDeepOrTooMuch() throws Exception {
        String deep = "(".repeat(Filter.MAX_DEPTH) + "small == 1" + ")".repeat(Filter.MAX_DEPTH);
        String many = "a==1" + "&&a==1".repeat(Filter.MAX_TERMS - 1);
        Filter.parse(deep);
        Filter.parse(many);

        assertThatThrownBy(() -> Filter.parse("!" + deep)).hasMessageContaining("more than 64");
        assertThatThrownBy(() -> Filter.parse(many + "&&a==1")).hasMessageContaining("more than 128");
        assertThatThrownBy(() -> Filter.parse(" ".repeat(Filter.MAX_LENGTH + 1)))
                .hasMessageContaining("2048");
        assertThatThrownBy(() -> Filter.parse("a ~ \"" + "?".repeat(Glob.MAX_ELEMENTS + 1) + '"'))
                .hasMessageContaining("255");
    }

    @Test
    void shouldParseAnyMutationOrRefuseItWithAPositionInIt() {
        Random random = new Random(17);
        String alphabet = "a1 ()!&|=<>~\"'*[]\\.-x\u0000é";
        String[] seeds = {"((sig >= 10 && sig < 15) || sig == 17) && comm != bash", "!(a ~ \"x[a-z]*\") && b & 0x1f"};
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(seeds[i & 1]);
            for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.setLength(Math.max(1, at));
                }
            }
            try {
                assertThat(Filter.parse(text.toString())).hasToString(text.toString());
            } catch (FilterException e) {
                refused++;
                assertThat(e.position()).isBetween(0, text.length());
            }
        }
        assertThat(refused).isBetween(10_000, 99_999);
    }

    @Test
    void shouldSayWhatIsUselessForAllTypes() throws Exception {
        assertThat(problem("small == 1 || status == 500")).isEmpty();
        assertThat(problem("smal == 1 || status == 500")).contains("'smal' is no field of shop:order");
        assertThat(problem("state == SHIPPED")).contains("'SHIPPED' is no value of 'state': it has IN TRANSIT, LOST");
        assertThat(problem("customer > 5")).contains("is a text");
    }

    private static String problem(String filter) throws Exception {
        SelectionCheck check = new SelectionCheck(selection(filter));
        check.add("shop", Orders.format());
        check.add("web", FormatText.formatText(Orders.OTHER, Orders.OTHER_ID, "request"));
        check.add("damaged", "no format");
        assertThat(check.anyMatches()).isTrue();
        return check.problem().map(FilterException::getMessage).orElse("");
    }

    @Test
    void shouldChooseByNameThreadAndProcess() throws Exception {
        assertThat(chooses(null, "1,42", "40")).isTrue();
        assertThat(chooses("shop:*", "42", "40")).isTrue();
        assertThat(chooses("order", "42", "40")).isTrue();
        assertThat(chooses("web:*", "42", "40")).isFalse();
        assertThat(chooses(null, "41", "40")).isFalse();
        assertThat(chooses(null, "42", "41")).isFalse();
        assertThatThrownBy(() -> Selection.Threads.parse("1,a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selection.Threads.parse("4294967296")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selection.Threads.parse("1" + ",1".repeat(256)))
                .hasMessageContaining("256");
    }

    private boolean chooses(@Nullable String events, String tids, String pids) {
        EventSelector selector = new EventSelector(
                new Selection(events, Selection.Threads.parse(tids), Selection.Threads.parse(pids), null));
        boolean[] matched = new boolean[1];
        orders.show(Orders.order("ada"), event -> matched[0] = selector.matches(event));
        return matched[0];
    }

    @Test
    void shouldNotTakeAnEventOfUnknownTypeForOneWithTheFields() throws Exception {
        ByteBuffer unknown = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        unknown.putShort(0, (short) 999).putInt(4, Orders.TID);

        assertThat(matches("tid == 42", unknown)).isFalse();
    }

    @Test
    void shouldCompileAgainForATypeThatReplacesAnother() throws Exception {
        EventSelector selector = new EventSelector(selection("flags & 4"));
        boolean[] matched = new boolean[1];
        ByteBuffer order = Orders.order("ada");
        orders.show(order, event -> matched[0] = selector.matches(event));
        assertThat(matched[0]).isTrue();

        Orders renamed =
                new Orders(Orders.format().replace("u8 flags", "u8 other").replace("REC->flags", "REC->other"));
        renamed.show(order, event -> matched[0] = selector.matches(event));
        assertThat(matched[0]).isFalse();
    }

    @Test
    void shouldAllocateNothingPerEvent() throws Exception {
        EventSelector selector = new EventSelector(selection(
                "(small < 0 && price > 1.5 || customer ~ \"b*\") && COMM == main && pid == 40 && state != OPEN"));
        int[] matched = new int[1];
        EventDecoder decoder = orders.decoder(event -> matched[0] += selector.matches(event) ? 1 : 0);
        ByteBuffer order = Orders.order("ada lovelace");
        int events = 20_000;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < events; i++) {
                decoder.event(order, 0, order.capacity(), i, 0);
            }
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            allocated = Math.min(allocated, after - before);
        }

        assertThat(matched[0]).isEqualTo(5 * events);
        assertThat(allocated).isLessThan(events);
    }
}
