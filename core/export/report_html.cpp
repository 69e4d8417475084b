// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/report.h"
#include "core/export/report_document.h"
#include "core/export/report_text.h"
#include "core/export/svg_canvas.h"

namespace interleave::exporting {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark}
body{margin:0 auto;padding:24px;max-width:1180px;background:#eff0f1;color:#232629;font:15px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}
h1{font-size:26px;margin:0 0 12px}
h2{font-size:20px;margin:32px 0 8px;border-bottom:1px solid #b5bbc1}
h3{font-size:16px;margin:18px 0 4px}
p,li{max-width:85ch;overflow-wrap:anywhere}
.lead{font-size:19px;font-weight:bold}
.banner{background:#b3261e;color:#fff;padding:10px 14px;font-weight:bold}
.scroll{overflow-x:auto}
table{border-collapse:collapse;background:#fff;font-size:12.5px;font-variant-numeric:tabular-nums}
caption{caption-side:top;text-align:left;color:#5c6268;padding:6px 0}
caption span{display:inline-block;max-width:min(100%,calc(100vw - 60px))}
th,td{border:1px solid #dcdfe2;padding:4px 5px;text-align:left;vertical-align:top}
td{max-width:70ch;overflow-wrap:anywhere}
.r{text-align:right;white-space:nowrap}
.w{white-space:normal;min-width:7em}
.v{min-width:7em}
th{vertical-align:bottom}
figure{margin:18px 0;background:#fff;padding:12px;overflow-x:auto}
figure svg{max-width:100%;height:auto}
figcaption{color:#5c6268;margin-bottom:8px}
pre{background:#fff;padding:12px;overflow-x:auto;font-size:12px}
.defs{position:absolute}
)";

constexpr std::size_t kLongCell = 12; ///< bytes from which on a cell is long

constexpr std::string_view kDarkStyle = R"(body{background:#232629;color:#fcfcfc}
h2{border-color:#565d64}
table,figure,pre{background:#1b1e20}
caption,figcaption{color:#aeb4ba}
th,td{border-color:#33383d}
)";

constexpr std::string_view kPrintStyle = R"(@media print{
body{background:#fff;max-width:none;padding:0;font-size:11px}
table{font-size:8px}
th,td{padding:2px 3px}
.scroll,figure,pre{overflow:visible}
.r{white-space:normal}
.v{min-width:9em}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
figure,tr{break-inside:avoid}
h2,h3{break-after:avoid}
.banner{border:2px solid #b3261e;color:#b3261e;background:#fff}
}
)";

std::string element(std::string_view tag, std::string_view attributes, std::string_view text)
{
    return '<' + std::string(tag) + std::string(attributes) + '>' + markupText(text) + "</" + std::string(tag) + ">\n";
}

std::string listHtml(const std::vector<std::string> &lines)
{
    std::string out = "<ul>\n";
    for (const std::string &line : lines)
        out += element("li", "", line);
    return out + "</ul>\n";
}

/// Long cells may be broken, but not into a column of single words.
std::string_view classOf(const std::string &cell, bool right)
{
    const bool isLong = cell.size() > kLongCell;
    return right ? (isLong ? " class=\"r w\"" : " class=\"r\"") : (isLong ? " class=\"v\"" : "");
}

std::string rowHtml(std::string_view tag, const std::vector<std::string> &cells, const Columns &table)
{
    std::string out = "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i)
        out += element(tag, classOf(cells[i], i < table.right.size() && table.right[i]), cells[i]);
    return out + "</tr>\n";
}

std::string tableHtml(const Block &block)
{
    std::string out = "<div class=\"scroll\" tabindex=\"0\"><table>\n";
    if (!block.text.empty())
        out += "<caption>" + element("span", "", block.text) + "</caption>";
    out += "<thead>" + rowHtml("th", block.table.header, block.table) + "</thead>\n<tbody>\n";
    for (const auto &row : block.table.rows)
        out += rowHtml("td", row, block.table);
    return out + "</tbody></table></div>\n";
}

std::string html(const Block &block)
{
    switch (block.kind) {
    case Block::Kind::Heading: return element(block.level == 2 ? "h2" : "h3", "", block.text);
    case Block::Kind::Paragraph: return element("p", "", block.text);
    case Block::Kind::Lead: return element("p", " class=\"lead\"", block.text);
    case Block::Kind::Banner: return element("p", " class=\"banner\" role=\"alert\"", block.text);
    case Block::Kind::List: return listHtml(block.lines);
    case Block::Kind::Table: return tableHtml(block);
    case Block::Kind::Figure: return "<figure>" + element("figcaption", "", block.text) + block.svg + "</figure>\n";
    case Block::Kind::Code: return "<pre>" + markupText(block.text, true) + "</pre>\n";
    }
    return {};
}

} // namespace

void reportHtml(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const Report report = reportOf(experiment, false);
    std::string head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n";
    head += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n";
    head += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n" + element("title", "", report.title);
    head += "<style>" + std::string(kStyle) + chartStyle(false) + "@media screen and (prefers-color-scheme: dark){\n" + std::string(kDarkStyle) + chartStyle(true) + "}\n";
    head += std::string(kPrintStyle) + "</style>\n</head>\n<body>\n" + patternDefinitions() + "<main>\n" + element("h1", "", report.title);
    sink(head);
    for (const Block &block : report.blocks)
        sink(html(block));
    sink("</main>\n</body>\n</html>\n");
}

} // namespace interleave::exporting
