package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of the hypervisor's events to which libtraceevent's plugin gives a special form. */
final class KvmBodies {
    private static final String ENTRY = "\" vcpu %u rip 0x%llx\", REC->vcpu_id, REC->rip";
    private static final String EXIT_RIP = "\" rip 0x%llx\", REC->guest_rip";
    private static final String EXIT_INFO = "\" info %llx %llx\", REC->info1, REC->info2";
    private static final String NESTED_RIP = "\" rip %llx\", REC->rip";
    private static final String NESTED_INFO = """
            " info1 %llx info2 %llx int_info %llx int_info_err %llx", REC->exit_info1, REC->exit_info2,
            REC->exit_int_info, REC->exit_int_info_err""";
    private static final String INSTRUCTION = """
            "%llx:%llx: %s%s", REC->csbase, REC->rip, __print_hex(REC->insn, REC->len),
            REC->failed ? " FAIL" : \"\"""";
    private static final String GET_PAGE = "\"%s sp gfn %llx \", REC->created ? \"new\" : \"existing\", REC->gfn";
    private static final String ROLE = """
            "%u q%u%s %s%s %spae %snxe %swp%s%s%s root %u %s", REC->role & 0xf, (REC->role >> 5) & 3,
            REC->role & 0x80 ? " direct" : "", __print_symbolic((REC->role >> 8) & 7, { 0, "---" }, { 1, "--x" },
            { 2, "w--" }, { 3, "w-x" }, { 4, "-u-" }, { 5, "-ux" }, { 6, "wu-" }, { 7, "wux" }),
            REC->role & 0x800 ? " invalid" : "", REC->role & 0x10 ? "" : "!", REC->role & 0x1000 ? "" : "!",
            REC->role & 0x2000 ? "" : "!", REC->role & 0x4000 ? " smep" : "", REC->role & 0x8000 ? " smap" : "",
            REC->role & 0xff000000 ? " smm" : "", REC->root_count, REC->unsync ? "unsync" : "sync\"""";

    private KvmBodies() {}

    static EventBody of(EventFormat format, EventBody printed, Kernel kernel) throws PrintFmtException {
        return switch (format.name()) {
            case "kvm_entry" -> PluginBodies.compiled(format, ENTRY, kernel);
            case "kvm_exit" ->
                format.field("info1").isPresent()
                        ? sequence(format, "exit_reason", kernel, EXIT_RIP, EXIT_INFO)
                        : sequence(format, "exit_reason", kernel, EXIT_RIP);
            case "kvm_nested_vmexit_inject" -> sequence(format, "exit_code", kernel, NESTED_INFO);
            case "kvm_nested_vmexit" ->
                new BodySequence(List.of(
                        PluginBodies.compiled(format, NESTED_RIP, kernel),
                        sequence(format, "exit_code", kernel, NESTED_INFO)));
            case "kvm_emulate_insn" -> PluginBodies.compiled(format, INSTRUCTION, kernel);
            case "kvm_mmu_get_page" ->
                new BodySequence(List.of(
                        PluginBodies.compiled(format, GET_PAGE, kernel), PluginBodies.compiled(format, ROLE, kernel)));
            case "kvm_mmu_sync_page", "kvm_mmu_unsync_page", "kvm_mmu_zap_page", "kvm_mmu_prepare_zap_page" ->
                PluginBodies.compiled(format, ROLE, kernel);
            default -> printed;
        };
    }

    private static EventBody sequence(EventFormat format, String reason, Kernel kernel, String... printFmts)
            throws PrintFmtException {
        EventBody[] bodies = new EventBody[1 + printFmts.length];
        FieldNumber isa = format.field("isa").isPresent() ? PluginBodies.number(format, "isa") : null;
        bodies[0] = new ReasonBody(PluginBodies.number(format, reason), isa);
        for (int i = 0; i < printFmts.length; i++) {
            bodies[i + 1] = PluginBodies.compiled(format, printFmts[i], kernel);
        }
        return new BodySequence(List.of(bodies));
    }

    /** The reason of an exit, according to the make of the CPU: Intel's without the field. */
    private record ReasonBody(FieldNumber reason, @Nullable FieldNumber isa) implements EventBody {
        private static final int INTEL = 1;
        private static final int AMD = 2;

        @Override
        public void append(Payload payload, DecoderState state, StringBuilder out) {
            long make = isa == null ? INTEL : isa.value(payload);
            long number = reason.value(payload) & 0xffff_ffffL;
            out.append("reason ");
            if (make != INTEL && make != AMD) {
                out.append("UNKNOWN-ISA");
                return;
            }
            Symbols symbols = make == INTEL ? KvmExitReasons.VMX : KvmExitReasons.SVM;
            int index = symbols.indexOf(number);
            if (index < 0) {
                out.append("UNKNOWN (").append(number).append(')');
            } else {
                out.append(symbols.name(index));
            }
        }
    }
}
