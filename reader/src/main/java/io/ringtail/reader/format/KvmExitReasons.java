package io.ringtail.reader.format;

import java.util.ArrayList;
import java.util.List;

/** The reasons for which a virtual machine exits, by their numbers in the manuals of the two makes of CPUs. */
final class KvmExitReasons {
    static final Symbols VMX = symbols("", """
            EXCEPTION_NMI 0 EXTERNAL_INTERRUPT 1 TRIPLE_FAULT 2 PENDING_INTERRUPT 7 NMI_WINDOW 8
            TASK_SWITCH 9 CPUID a HLT c INVD d INVLPG e RDPMC f RDTSC 10 VMCALL 12 VMCLEAR 13 VMLAUNCH 14
            VMPTRLD 15 VMPTRST 16 VMREAD 17 VMRESUME 18 VMWRITE 19 VMOFF 1a VMON 1b CR_ACCESS 1c
            DR_ACCESS 1d IO_INSTRUCTION 1e MSR_READ 1f MSR_WRITE 20 MWAIT_INSTRUCTION 24
            MONITOR_INSTRUCTION 27 PAUSE_INSTRUCTION 28 MCE_DURING_VMENTRY 29 TPR_BELOW_THRESHOLD 2b
            APIC_ACCESS 2c EOI_INDUCED 2d EPT_VIOLATION 30 EPT_MISCONFIG 31 INVEPT 32 PREEMPTION_TIMER 34
            WBINVD 36 XSETBV 37 APIC_WRITE 38 INVPCID 3a PML_FULL 3e XSAVES 3f XRSTORS 40
            """);
    static final Symbols SVM = symbols("EXIT_", """
            READ_CR0 0 READ_CR3 3 READ_CR4 4 READ_CR8 8 WRITE_CR0 10 WRITE_CR3 13 WRITE_CR4 14 WRITE_CR8 18
            READ_DR0 20 READ_DR1 21 READ_DR2 22 READ_DR3 23 READ_DR4 24 READ_DR5 25 READ_DR6 26 READ_DR7 27
            WRITE_DR0 30 WRITE_DR1 31 WRITE_DR2 32 WRITE_DR3 33 WRITE_DR4 34 WRITE_DR5 35 WRITE_DR6 36
            WRITE_DR7 37 EXCP_DE 40 EXCP_DB 41 EXCP_BP 43 EXCP_OF 44 EXCP_BR 45 EXCP_UD 46 EXCP_NM 47
            EXCP_DF 48 EXCP_TS 4a EXCP_NP 4b EXCP_SS 4c EXCP_GP 4d EXCP_PF 4e EXCP_MF 50 EXCP_AC 51
            EXCP_MC 52 EXCP_XF 53 INTR 60 NMI 61 SMI 62 INIT 63 VINTR 64 CR0_SEL_WRITE 65 IDTR_READ 66
            GDTR_READ 67 LDTR_READ 68 TR_READ 69 IDTR_WRITE 6a GDTR_WRITE 6b LDTR_WRITE 6c TR_WRITE 6d
            RDTSC 6e RDPMC 6f PUSHF 70 POPF 71 CPUID 72 RSM 73 IRET 74 SWINT 75 INVD 76 PAUSE 77 HLT 78
            INVLPG 79 INVLPGA 7a IOIO 7b MSR 7c TASK_SWITCH 7d FERR_FREEZE 7e SHUTDOWN 7f VMRUN 80
            VMMCALL 81 VMLOAD 82 VMSAVE 83 STGI 84 CLGI 85 SKINIT 86 RDTSCP 87 ICEBP 88 WBINVD 89 MONITOR 8a
            MWAIT 8b MWAIT_COND 8c XSETBV 8d NPF 400 AVIC_INCOMPLETE_IPI 401 AVIC_UNACCELERATED_ACCESS 402
            ERR ffffffff
            """);

    private KvmExitReasons() {}

    /** Parses names, each followed by its number in hexadecimal. */
    private static Symbols symbols(String prefix, String words) {
        List<Long> values = new ArrayList<>();
        List<String> names = new ArrayList<>();
        String[] parts = words.strip().split("\\s+", -1);
        for (int i = 0; i < parts.length; i += 2) {
            names.add(prefix + parts[i]);
            values.add(Long.parseLong(parts[i + 1], 16));
        }
        return new Symbols(values, names);
    }
}
