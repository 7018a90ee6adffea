package io.ringtail.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.CmdlineDescriptor;
import io.ringtail.proto.layout.ControlRingDescriptor;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.stream.FrameDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Pins every public number of the descriptors, and where a file's parts begin: other builds rely on them. The golden
 * text is {@code abi.txt} among the test resources; a change there changes the version of the layout or the stream,
 * unless it only adds.
 */
class GoldenOffsetsTest {
    private static final List<Class<?>> DESCRIPTORS = List.of(
            HeaderDescriptor.class,
            CpuDescriptor.class,
            ClientDescriptor.class,
            ThreadSlotDescriptor.class,
            EventTableDescriptor.class,
            CmdlineDescriptor.class,
            ControlRingDescriptor.class,
            RingDescriptor.class,
            RingGeometry.class,
            PageHeader.class,
            EventHeader.class,
            FrameDescriptor.class);

    @Test
    void shouldKeepTheirPlaces() throws Exception {
        assertThat(numbers() + geometry()).isEqualTo(golden());
    }

    private static String golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenOffsetsTest.class.getResourceAsStream("/abi.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String numbers() throws ReflectiveOperationException {
        StringBuilder out = new StringBuilder();
        for (Class<?> descriptor : DESCRIPTORS) {
            for (Field field : descriptor.getDeclaredFields()) {
                int all = Modifier.PUBLIC | Modifier.STATIC | Modifier.FINAL;
                if ((field.getModifiers() & all) == all && field.getType().isPrimitive()) {
                    String name = descriptor.getSimpleName() + '.' + field.getName();
                    out.append(name).append(' ').append(field.get(null)).append('\n');
                }
            }
        }
        return out.toString();
    }

    private static String geometry() {
        Geometry file = new Geometry(BufferMode.OVERWRITE, 4, new RingGeometry(65536, 16), 8, 128, 64);
        return "file.cpu1 " + file.cpuOffset(1) + "\nfile.controlRing " + file.controlRingOffset() + "\nfile.client1 "
                + file.clientOffset(1) + "\nfile.threadSlot1 " + file.threadSlotOffset(1) + "\nfile.enableTable "
                + file.enableTableOffset() + "\nfile.metadata " + file.metadataLength() + "\nfile.region1 "
                + file.regionOffset(1) + "\nfile.length " + file.fileLength() + "\nring.slot1 "
                + file.ring().slotOffset(1) + "\nring.region " + file.ring().regionLength() + "\n";
    }
}
