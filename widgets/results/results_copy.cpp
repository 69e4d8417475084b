// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_copy.h"

#include "core/export/csv_writer.h"

#include <QAbstractItemModel>
#include <QRegularExpression>
#include <QStringList>

namespace interleave::widgets {
namespace {

QString cellText(QString text, CopyFormat format)
{
    static const QRegularExpression breaks(QStringLiteral("[\\t\\r\\n]+"));
    text.replace(breaks, QStringLiteral(" "));
    if (format == CopyFormat::Csv)
        return QString::fromStdString(exporting::csvText(text.toStdString()));
    return format == CopyFormat::Markdown ? text.replace(u'|', QStringLiteral("\\|")) : text;
}

QString lineOf(const QStringList &cells, CopyFormat format)
{
    switch (format) {
    case CopyFormat::Tsv: return cells.join(u'\t') + u'\n';
    case CopyFormat::Csv: return cells.join(u',') + u'\n';
    case CopyFormat::Markdown: break;
    }
    return QStringLiteral("| ") + cells.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
}

} // namespace

QString tableText(const QAbstractItemModel &model, const std::vector<int> &rows, const std::vector<int> &columns, CopyFormat format)
{
    QStringList heading, rule;
    for (const int column : columns) {
        heading << cellText(model.headerData(column, Qt::Horizontal).toString(), format);
        const bool right = model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>().testFlag(Qt::AlignRight);
        rule << (right ? QStringLiteral("---:") : QStringLiteral(":---"));
    }
    QString text = lineOf(heading, format);
    if (format == CopyFormat::Markdown)
        text += lineOf(rule, format);
    for (const int row : rows) {
        QStringList cells;
        for (const int column : columns)
            cells << cellText(model.index(row, column).data().toString(), format);
        text += lineOf(cells, format);
    }
    return text;
}

} // namespace interleave::widgets
