// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "core/record/run_record.h"
#include "widgets/guide/guide_map.h"

#include <QScrollArea>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace interleave::analysis {
struct Advice;
}

namespace interleave::widgets {

/// The guide: what this machine has, the map of families, what is known of the chosen one, how to choose.
class GuidePage : public QScrollArea {
    Q_OBJECT
public:
    GuidePage(plan::Catalogue catalogue, record::Environment environment, QWidget *parent = nullptr);

    [[nodiscard]] GuideMap *map() const { return m_map; }
    void setTheme(const Theme &theme);
    void retranslateUi();
    QSize minimumSizeHint() const override; ///< as wide as what it holds: it scrolls up and down only

Q_SIGNALS:
    /// A statement's experiment was asked for; `id` of a shipped preset.
    void presetChosen(const QString &id);

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showMachine();
    void showTopic();
    void showSelection();
    /// An empty place for what is written anew.
    QGridLayout *renewed(QWidget *&place);
    void addHeading(QGridLayout *grid, const QString &text, int sizeStep = 0);
    void addText(QGridLayout *grid, const QString &text);
    void addAdvice(QGridLayout *grid, const analysis::Advice &advice);

    plan::Catalogue m_catalogue;
    record::Environment m_environment;
    Theme m_theme;
    GuideMap *m_map;
    QVBoxLayout *m_column;
    QWidget *m_machine, *m_topic, *m_selection;
};

} // namespace interleave::widgets
