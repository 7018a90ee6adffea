package io.ringtail.client.typed;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The code of one event that stores its payload into the ring. */
final class DirectCode {
    private static final long NONE = -1;
    private static final long LOW_INT = 0xffff_ffffL;

    private final MethodVisitor code;
    private final List<Field> fields;
    private final Values values;
    private final int fixedSize;
    private final boolean texts;
    /** The numbers of the local variables. */
    private final int out;

    private final int claim;
    private final int firstText;

    DirectCode(MethodVisitor code, EventMethod event, Values values) {
        this.code = code;
        this.fields = event.fields();
        this.values = values;
        EventSchema schema = event.schema();
        this.fixedSize = schema == null ? 0 : schema.fixedSize();
        this.texts = hasTexts(fields);
        this.out = values.free();
        this.claim = out + 1;
        this.firstText = out + 3;
    }

    private static boolean hasTexts(List<Field> fields) {
        for (Field field : fields) {
            if (field.type() == FieldType.STRING) {
                return true;
            }
        }
        return false;
    }

    void write(Runnable call, Label end) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        Label slow = new Label();
        code.visitTryCatchBlock(from, to, handler, null);
        call.run();
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, ProviderClass.CALL, "writer", "()L" + ProviderClass.WRITER + ';', false);
        code.visitVarInsn(Opcodes.ASTORE, out);
        code.visitVarInsn(Opcodes.ALOAD, out);
        code.visitJumpInsn(Opcodes.IFNULL, slow);
        code.visitLabel(from);
        if (texts) {
            stageTexts(slow);
        }
        code.visitVarInsn(Opcodes.ALOAD, out);
        length();
        writer("begin", "(I)J");
        code.visitVarInsn(Opcodes.LSTORE, claim);
        code.visitVarInsn(Opcodes.LLOAD, claim);
        code.visitLdcInsn(NONE);
        code.visitInsn(Opcodes.LCMP);
        code.visitJumpInsn(Opcodes.IFEQ, slow);
        storeFields();
        if (texts) {
            target(fixedSize);
            writer("putTexts", "(JI)V");
        }
        code.visitVarInsn(Opcodes.ALOAD, out);
        code.visitVarInsn(Opcodes.LLOAD, claim);
        length();
        writer("end", "(JI)V");
        code.visitLabel(to);
        code.visitJumpInsn(Opcodes.GOTO, end);
        code.visitLabel(handler);
        code.visitVarInsn(Opcodes.ASTORE, firstText);
        code.visitVarInsn(Opcodes.ALOAD, out);
        code.visitVarInsn(Opcodes.ALOAD, firstText);
        writer("failed", "(Ljava/lang/Throwable;)V");
        code.visitJumpInsn(Opcodes.GOTO, end);
        code.visitLabel(slow);
    }

    private void length() {
        if (texts) {
            code.visitVarInsn(Opcodes.ALOAD, out);
            writer("textsEnd", "()I");
        } else {
            ProviderClass.push(code, fixedSize);
        }
    }

    private void stageTexts(Label slow) {
        code.visitVarInsn(Opcodes.ALOAD, out);
        ProviderClass.push(code, fixedSize);
        writer("beginTexts", "(I)V");
        int text = firstText;
        for (int i = 0; i < values.count(); i++) {
            if (fields.get(i).type() == FieldType.STRING) {
                code.visitVarInsn(Opcodes.ALOAD, out);
                values.load(code, i);
                writer("text", "(Ljava/lang/String;)I");
                code.visitInsn(Opcodes.DUP);
                code.visitVarInsn(Opcodes.ISTORE, text++);
                code.visitJumpInsn(Opcodes.IFEQ, slow);
            }
        }
    }

    private void storeFields() {
        int text = firstText;
        int stored = EventSchema.COMMON_SIZE;
        for (int i = 0; i < values.count(); i++) {
            Field field = fields.get(i);
            zero(stored, field.offset());
            target(field.offset());
            stored = field.offset() + field.size();
            if (field.type() == FieldType.STRING) {
                code.visitVarInsn(Opcodes.ILOAD, text++);
                writer("putInt", "(JII)V");
                continue;
            }
            values.load(code, i);
            convert(values.type(i));
            if (field.size() == Integer.BYTES && zerosFollow(i, stored)) {
                code.visitInsn(Opcodes.I2L);
                code.visitLdcInsn(LOW_INT);
                code.visitInsn(Opcodes.LAND);
                writer("putLong", "(JIJ)V");
                stored += Integer.BYTES;
            } else {
                store(field);
            }
        }
        zero(stored, fixedSize);
    }

    /** Returns whether so many bytes follow a field of 4 bytes as one store of 8 bytes can clear. */
    private boolean zerosFollow(int index, int end) {
        int next = index + 1 < values.count() ? fields.get(index + 1).offset() : fixedSize;
        return next - end >= Integer.BYTES;
    }

    private void convert(Class<?> parameter) {
        if (parameter.isEnum()) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, ProviderClass.CALL, "ordinal", "(Ljava/lang/Enum;)I", false);
        } else if (parameter == float.class) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Float", "floatToRawIntBits", "(F)I", false);
        } else if (parameter == double.class) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false);
        }
    }

    private void store(Field field) {
        switch (field.size()) {
            case Long.BYTES -> writer("putLong", "(JIJ)V");
            case Integer.BYTES -> writer("putInt", "(JII)V");
            case Short.BYTES -> writer("putShort", "(JII)V");
            default -> writer("putByte", "(JII)V");
        }
    }

    /** Clears the bytes between two fields. */
    private void zero(int from, int to) {
        for (int at = from; at < to; ) {
            boolean word = at % Integer.BYTES == 0 && to - at >= Integer.BYTES;
            target(at);
            code.visitInsn(Opcodes.ICONST_0);
            writer(word ? "putInt" : "putByte", "(JII)V");
            at += word ? Integer.BYTES : 1;
        }
    }

    private void target(int offset) {
        code.visitVarInsn(Opcodes.ALOAD, out);
        code.visitVarInsn(Opcodes.LLOAD, claim);
        ProviderClass.push(code, offset);
    }

    private void writer(String method, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, ProviderClass.WRITER, method, descriptor, false);
    }
}
