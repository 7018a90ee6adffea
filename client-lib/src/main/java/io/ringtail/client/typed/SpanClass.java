package io.ringtail.client.typed;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes the class of a span whose methods set fields of its end: hidden, in the package of the interface, with {@code
 * KeptSpan} as its superclass.
 *
 * <pre>
 *   MatchSpan status(int status) {
 *       try {
 *           keep(0, (long) status);
 *       } catch (VirtualMachineError | LinkageError e) {
 *           spoiled = true; // no call: there may be no stack for one
 *       }
 *       return this;
 *   }
 * </pre>
 */
public final class SpanClass {
    private static final String KEPT_SPAN = "io/ringtail/client/KeptSpan";

    private SpanClass() {}

    /**
     * Defines the class.
     *
     * @param definition the class of the constructor's only parameter
     * @param lookup with access to the interface's package
     * @return the constructor
     */
    public static MethodHandle define(Class<?> type, List<SpanEnd.Setter> setters, Class<?> definition, Lookup lookup)
            throws ReflectiveOperationException {
        byte[] bytes = bytes(type, setters, Type.getInternalName(definition));
        Lookup defined = PackageLookup.of(lookup).defineHiddenClass(bytes, true);
        return defined.findConstructor(defined.lookupClass(), MethodType.methodType(void.class, definition));
    }

    private static byte[] bytes(Class<?> type, List<SpanEnd.Setter> setters, String definition) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                return "java/lang/Object"; // no two classes meet in the code below
            }
        };
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        String name = Type.getInternalName(type) + "$Ringtail";
        writer.visit(Opcodes.V17, access, name, null, KEPT_SPAN, new String[] {Type.getInternalName(type)});
        String constructor = "(L" + definition + ";)V";
        MethodVisitor code = writer.visitMethod(0, "<init>", constructor, null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, KEPT_SPAN, "<init>", constructor, false);
        ProviderClass.finish(code, Opcodes.RETURN);
        setters.forEach(setter -> set(writer, name, setter.method(), setter.field()));
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void set(ClassWriter writer, String name, Method method, int field) {
        Class<?> value = method.getParameterTypes()[0];
        MethodVisitor code = writer.visitMethod(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, method.getName(), Type.getMethodDescriptor(method), null, null);
        code.visitCode();
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        Label end = new Label();
        code.visitLabel(from);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        ProviderClass.push(code, field);
        code.visitVarInsn(Type.getType(value).getOpcode(Opcodes.ILOAD), 1);
        keep(code, value);
        code.visitLabel(to);
        code.visitJumpInsn(Opcodes.GOTO, end);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitFieldInsn(Opcodes.PUTFIELD, name, "spoiled", "Z");
        code.visitLabel(end);
        code.visitTryCatchBlock(from, to, handler, "java/lang/VirtualMachineError");
        code.visitTryCatchBlock(from, to, handler, "java/lang/LinkageError");
        if (method.getReturnType() == void.class) {
            ProviderClass.finish(code, Opcodes.RETURN);
        } else {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            ProviderClass.finish(code, Opcodes.ARETURN);
        }
    }

    /** Writes the call that keeps the value on the stack, which is above the span and the number of the field. */
    static void keep(MethodVisitor code, Class<?> value) {
        String kept;
        if (value == float.class) {
            kept = "F";
        } else if (value == double.class) {
            kept = "D";
        } else if (value.isPrimitive()) {
            if (value != long.class) {
                code.visitInsn(Opcodes.I2L);
            }
            kept = "J";
        } else {
            kept = value.isEnum() ? "Ljava/lang/Enum;" : "Ljava/lang/CharSequence;";
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, KEPT_SPAN, "keep", "(I" + kept + ")V", false);
    }
}
