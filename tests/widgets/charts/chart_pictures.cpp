// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: chart_pictures FOLDER. Needs no display with QT_QPA_PLATFORM=offscreen.
#include "tests/widgets/charts/samples.h"
#include "widgets/charts/charts_view.h"
#include "widgets/results/results_table.h"

#include <QApplication>
#include <QDir>
#include <QStyleFactory>

using namespace interleave;
using namespace interleave::widgets;

namespace {

void show(ChartsView &view, const Theme &theme, QSize size, const QString &file)
{
    view.setTheme(theme);
    view.setPalette(theme.palette());
    view.resize(size);
    view.show();
    QCoreApplication::sendPostedEvents();
    view.grab();
    QCoreApplication::sendPostedEvents();
    view.grab().save(file);
}

void pictures(const QDir &folder, std::size_t entries, int tasks, const QString &name)
{
    const auto record = samples::experiment(entries, tasks);
    for (const bool dark : {false, true}) {
        const Theme theme = dark ? Theme::dark() : Theme::light();
        for (const QSize size : {QSize(880, 330), QSize(1500, 560)}) {
            for (const auto layout : {ChartLayout::Multiples, ChartLayout::Overlay}) {
                ChartsView view;
                view.setExperiment(record->plan, samples::catalogue());
                view.setRecord(record);
                view.setChartLayout(layout);
                ViewState state;
                view.setViewState(&state);
                state.setTask(7);
                state.setEntry(1);
                state.setCursor(0.2);
                show(view, theme, size,
                     folder.filePath(QStringLiteral("%1-%2-%3-%4.png").arg(name, layout == ChartLayout::Overlay ? QStringLiteral("overlay") : QStringLiteral("multiples"))
                                         .arg(size.width()).arg(dark ? QStringLiteral("dark") : QStringLiteral("light"))));
            }
        }
    }
    ChartsView view;
    view.setExperiment(record->plan, samples::catalogue());
    view.setRecord(record);
    for (const Metric metric : kMetrics)
        view.renderChart(metric, QSize(960, 540), Theme::light()).save(folder.filePath(name + u'-' + metricKey(metric) + QStringLiteral(".png")));
}

void table(const QDir &folder)
{
    const auto record = samples::experiment();
    for (const bool dark : {false, true}) {
        const Theme theme = dark ? Theme::dark() : Theme::light();
        ResultsTable table;
        table.setPalette(theme.palette());
        table.setTheme(theme);
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        table.resize(900, 190);
        table.selectRow(1);
        table.grab().save(folder.filePath(dark ? QStringLiteral("table-dark.png") : QStringLiteral("table-light.png")));
    }
}

void unfinished(const QDir &folder)
{
    const auto plan = samples::plan();
    ChartsView view;
    view.setExperiment(plan, samples::catalogue());
    show(view, Theme::light(), QSize(880, 330), folder.filePath(QStringLiteral("empty.png")));
    view.runFinished(samples::run(plan, 0, 300));
    show(view, Theme::light(), QSize(880, 330), folder.filePath(QStringLiteral("partly.png")));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication app(argc, argv);
    const QDir folder(app.arguments().value(1, QStringLiteral(".")));
    pictures(folder, 7, 24, QStringLiteral("seven"));
    pictures(folder, 3, 5000, QStringLiteral("three"));
    unfinished(folder);
    table(folder);
    return 0;
}
