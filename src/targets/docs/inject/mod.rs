//! Regions of the user's own Markdown: what stands between two markers is generated, and the rest is theirs.
//!
//! ```markdown
//! <!-- BEGIN SIGMA-GEN operations group=set -->
//! <!-- END SIGMA-GEN -->
//! ```

mod ignored;
mod marker;

use serde_json::json;

use super::tables::Seen;
use super::{Operation, Reference};
use crate::catalogue::Source;
use crate::diagnostic::{Code, Report};
use crate::error::Result;
use crate::targets::Input;
use marker::{Content, Region};

/// Fills every region of a Markdown file, and leaves the rest as it is, byte for byte.
///
/// # Errors
/// With every marker that is wrong and its place, when there is no marker, or when one of the user's templates
/// is at fault.
///
/// ```
/// use sigma_gen::catalogue::{Source, load};
/// use sigma_gen::targets::{Input, docs::inject};
///
/// let text = "# Mine\n\n<!-- BEGIN SIGMA-GEN parameters operation=get -->\n<!-- END SIGMA-GEN -->\n";
/// let file = Source { path_shown: "mine.md".into(), text: text.into() };
/// let filled = inject::fill(&file, &Input::new(&load(&Source::builtin())?))?;
/// assert!(filled.contains("| Key | String |"));
/// # Ok::<(), sigma_gen::Error>(())
/// ```
pub fn fill(file: &Source, input: &Input<'_>) -> Result<String> {
    let mut report = Report::new(&file.path_shown, &file.text);
    let regions = marker::regions(&file.text, input.catalogue, &mut report);
    if regions.is_empty() && report.count() == 0 {
        ignored::report(&file.text, &mut report);
    }
    if regions.is_empty() && report.count() == 0 {
        report.about_the_file(Code::Region, "no region to fill").help(
            "add a line `<!-- BEGIN SIGMA-GEN operations -->` and below it a line `<!-- END SIGMA-GEN -->`",
        );
    }
    if report.count() > 0 {
        return Err(report.finish().into());
    }
    let reference = Reference::new(input)?;
    let mut seen = Seen::default();
    let contents =
        regions.iter().map(|region| reference.region(region, &mut seen)).collect::<Result<Vec<_>>>()?;
    let filled = |count: usize| filled(&file.text, regions.iter().zip(&contents).take(count));
    let is_right = |text: &str| {
        let mut again = Report::new(&file.path_shown, text);
        marker::regions(text, input.catalogue, &mut again).len() == regions.len() && again.count() == 0
    };
    let all = filled(regions.len());
    if is_right(&all) {
        return Ok(all);
    }
    // What comes before a marker decides whether its blanks make it code; what goes into a region is no exception.
    let wrong = (1..=regions.len()).find(|&count| !is_right(&filled(count)));
    if let Some(region) = wrong.and_then(|count| regions.get(count - 1)) {
        report
            .add(Code::Region, region.end, "below what goes into the region, this marker would be code")
            .help("begin its line as that of the marker which begins the region, or indent it less");
    }
    Err(report.finish().into())
}

/// The text with these regions filled.
fn filled<'r>(text: &str, regions: impl Iterator<Item = (&'r Region, &'r String)>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut copied = 0;
    for (region, content) in regions {
        filled.push_str(&text[copied..region.inside.start]);
        let content = format!("\n{}\n\n", content.trim_end());
        filled.push_str(&content.replace('\n', region.line_break));
        copied = region.inside.end;
    }
    filled.push_str(&text[copied..]);
    filled
}

impl Reference<'_> {
    fn region(&self, region: &Region, seen: &mut Seen) -> Result<String> {
        let render = |context| self.renderer.render(region.template, &context);
        let heading = "#".repeat(region.level);
        // A region names only operations that the catalogue has. A record stands in the first region that needs it.
        let mut operation = |name: &str, with_records: bool| {
            let operation = self.operation(name)?.clone();
            let records = operation.records.iter().filter(|_| with_records).cloned();
            Some(Operation { records: seen.marked(records), ..operation })
        };
        match &region.content {
            Content::Operations { names } => {
                let operations = names.iter().map(|(number, name)| {
                    let operation =
                        operation(name, true).map(|operation| Operation { number: *number, ..operation });
                    render(json!({ "heading": heading, "operation": operation }))
                });
                Ok(operations.collect::<Result<Vec<_>, _>>()?.join("\n"))
            }
            Content::Summary { page } => render(json!({ "groups": self.groups, "page": page })),
            Content::Part { operation: name, example } => {
                let operation = operation(name, region.template == "docs/response.md");
                let code = operation.as_ref().and_then(|operation| operation.code.get(*example));
                let mut text = render(json!({ "example": code, "operation": operation }))?;
                let records = operation.iter().flat_map(|operation| &operation.records);
                for record in records.filter(|record| record.is_first) {
                    let table = self.renderer.render("docs/record.md", &json!({ "record": record }))?;
                    text = format!("{}\n\n{heading} {}\n\n{table}", text.trim_end(), record.title);
                }
                Ok(text)
            }
        }
    }
}
