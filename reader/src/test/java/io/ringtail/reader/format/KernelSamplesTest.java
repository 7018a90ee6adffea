package io.ringtail.reader.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.stream.HeaderTexts;
import io.ringtail.reader.KernelFiles;
import io.ringtail.reader.LinePrinter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelSamplesTest {
    @ParameterizedTest
    @CsvSource({
        "A_markers_cpu0.report.txt, 4096, A_markers_cpu0.raw",
        "B_sched.report.txt, 4096, B_sched_cpu0.raw B_sched_cpu1.raw",
        "C_overrun_cpu0.report.txt, 4096, C_overrun_cpu0.raw",
        "E_kernel_type29.report.txt, 4096, E_kernel_type29.raw",
        "E_kernel_type30.report.txt, 4096, E_kernel_type30.raw",
        "E_kernel_type31.report.txt, 4096, E_kernel_type31.raw"
    })
    void shouldPrintKernelPagesByteForByteAsTraceCmdDoes(String report, int pageSize, String pages) throws Exception {
        Map<Integer, String> comms = KernelFiles.savedComms();
        LinePrinter printer = LinePrinter.text(KernelSamples.catalog(), comms::get);

        String lines = KernelSamples.print(printer, pageSize, KernelFiles.pages(pages));

        assertThat(lines).isEqualTo(KernelFiles.text(report));
    }

    @Test
    void shouldPrintALargeSubBufferAsTheCutReportSays() throws Exception {
        Map<Integer, String> comms = KernelFiles.savedComms();
        LinePrinter printer = LinePrinter.text(KernelSamples.catalog(), comms::get);

        String lines = KernelSamples.print(printer, 65_536, KernelFiles.pages("D_subbuf64k_cpu0.raw"));

        String report = KernelFiles.text("D_subbuf64k_cpu0.report.txt");
        String cut = "... (901 lines in all)\n";
        assertThat(lines)
                .startsWith(report.substring(0, report.indexOf(cut)))
                .endsWith(report.substring(report.indexOf(cut) + cut.length()))
                .hasLineCount(901);
    }

    @Test
    void shouldPrintKernelEventsAsJson() throws Exception {
        LinePrinter printer = LinePrinter.json(KernelSamples.catalog(), tid -> null);

        String lines = KernelSamples.print(printer, 4096, KernelFiles.pages("E_kernel_type30.raw"));

        assertThat(lines.lines().skip(1))
                .startsWith(
                        "{\"ts\":2123716852605,\"cpu\":0,\"tid\":14549,\"pid\":null,\"comm\":null,"
                                + "\"event\":\"irq_vectors:local_timer_entry\",\"fields\":{\"vector\":236}}",
                        "{\"ts\":2123716853047,\"cpu\":0,\"tid\":14549,\"pid\":null,\"comm\":null,"
                                + "\"event\":\"timer:hrtimer_expire_entry\",\"fields\":{"
                                + "\"hrtimer\":18446612686437283480,\"now\":2123691671282,"
                                + "\"function\":18446744071583233232}}");
    }

    @Test
    void shouldReadTheSameHeadersFromADaemonAsFromTheKernel() {
        Geometry geometry = Geometry.of(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4));

        assertThat(HeaderTexts.page(geometry)).isEqualTo(KernelFiles.text("header_page.txt"));
        assertThat(HeaderTexts.event()).isEqualTo(KernelFiles.text("header_event.txt"));
    }
}
