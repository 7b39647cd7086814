import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.StringJoiner;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.ValidationReport;
import org.apache.jena.shacl.validation.ReportEntry;

/** Jena SHACL as other_validators.py asks an engine. Arguments: the data, then files of shapes; a line of JSON for each. */
class JenaShacl {
    private static double processor() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / 1e9;
    }

    private static String quoted(Object text) {
        return '"' + String.valueOf(text).replaceAll("[\\p{Cntrl}\"\\\\]", " ") + '"';
    }

    private static String named(Node node) {
        return quoted(node.isBlank() ? "_" : node.isLiteral() ? node.getLiteralLexicalForm() : node);
    }

    public static void main(String[] files) {
        Graph data = RDFDataMgr.loadGraph(files[0]);
        System.out.printf("{\"shapes\": %s}%n", quoted(files[0]));
        for (int i = 1; i < files.length; i++) {
            String told;
            try {
                Shapes shapes = Shapes.parse(RDFDataMgr.loadGraph(files[i]));
                double cpu = processor();
                long wall = System.nanoTime();
                ValidationReport report = ShaclValidator.get().validate(shapes, data);
                double took = (System.nanoTime() - wall) / 1e9;
                told = String.format("\"seconds\": %.4f, \"wall\": %.4f, ", processor() - cpu, took);
                StringJoiner results = new StringJoiner(", ", "[", "]");
                for (ReportEntry one : report.getEntries())
                    results.add("[" + named(one.focusNode()) + ", " + named(one.sourceConstraintComponent()) + "]");
                told += "\"results\": " + results;
            } catch (RuntimeException | StackOverflowError error) {
                told = "\"error\": " + quoted(error);
            }
            System.out.printf("{\"shapes\": %s, %s}%n", quoted(files[i]), told);
        }
    }
}
